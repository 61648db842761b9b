/// Why a tokenizer could not be read from a model folder.
package struct TokenizerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of fault it is.
    package struct Code: Sendable, Hashable {
        private enum Kind {
            case missingFile, unreadableFile, malformedFile, unsupported, invalidVocabulary, missingToken
        }

        private let kind: Kind

        /// The folder holds no tokenizer, or a file that belongs to it is not there.
        package static let missingFile = Code(kind: .missingFile)
        /// The system could not read the file.
        package static let unreadableFile = Code(kind: .unreadableFile)
        /// The file is not what its name says: no valid JSON or UTF-8, or a field of the wrong type.
        package static let malformedFile = Code(kind: .malformedFile)
        /// The file is valid and asks for something other than BERT's WordPiece.
        package static let unsupported = Code(kind: .unsupported)
        /// The vocabulary has a token or an id twice, an empty token, or a gap in its ids.
        package static let invalidVocabulary = Code(kind: .invalidVocabulary)
        /// A special token is not in the vocabulary.
        package static let missingToken = Code(kind: .missingToken)
    }

    package var code: Code
    /// The name of the file, or of the folder, at fault.
    package var file: String
    /// The line at fault, from 1, where lines mean something.
    package var line: Int?
    /// What was expected and what was found.
    package var message: String

    init(_ code: Code, file: String, line: Int? = nil, _ message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.message = message
    }

    package var description: String {
        file + (line.map { ", line \($0)" } ?? "") + ": " + message
    }
}
