import HTTPTypes

/// A workspace has nothing left to pay a reply with.
struct InsufficientCredits: Error {
    static let message = "Insufficient credits to perform this AI operation."
    static let code = "PAYMENT_REQUIRED"
}

extension HTTPResponse.Status {
    static let paymentRequired = Self(code: 402, reasonPhrase: "Payment Required")
}
