"""The problems of a document: what each sentence, item or table cell asks, as a request to `derive`."""
