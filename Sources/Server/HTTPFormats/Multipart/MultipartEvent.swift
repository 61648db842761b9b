/// What a ``MultipartParser`` finds in a form, in this order: for each part its beginning, its bytes and its end; then
/// the end of the form.
package enum MultipartEvent: Sendable, Equatable {
    case partBegins(MultipartPart)
    /// Some of the part's bytes, at least one, as they were sent.
    case bytes(ArraySlice<UInt8>)
    case partEnds
    /// The last boundary was read; what comes after it does not belong to the form.
    case formEnds
}

/// What a part of a form says of itself.
package struct MultipartPart: Sendable, Equatable {
    /// The name of the form's field.
    package var name: String
    /// The name of the file, without folders and control characters; may be empty. Nil when the part is no file.
    package var fileName: String?
    /// In lower case and without parameters; nil when there is none or it is none.
    package var mediaType: String?

    package init(name: String, fileName: String? = nil, mediaType: String? = nil) {
        self.name = name
        self.fileName = fileName
        self.mediaType = mediaType
    }
}
