/// How the elements of HTML behave in running text.
enum HTMLElement {
    /// Elements whose content a reader of the page does not see, or which only help to move about the site.
    static let skipped: Set<String> = [
        "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "audio", "video", "canvas",
        "map",
        "datalist", "select", "nav", "search", "ix:hidden", "ix:header", "noframes", "applet",
    ]

    /// Elements that begin and end on a line of their own.
    static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "optgroup", "option", "p", "pre", "search",
        "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp", "listing",
    ]

    /// 1…6 for `h1`…`h6`.
    static func headingLevel(_ name: String) -> Int? {
        guard name.utf8.count == 2, name.hasPrefix("h"), let level = name.last?.wholeNumberValue else { return nil }
        return 1...6 ~= level ? level : nil
    }

    /// True when the element's attributes or kind take it out of the visible text.
    ///
    /// Links with `hreflang` lead to the same page in another language; encyclopedias carry hundreds of them.
    static func isHidden(_ name: String, attributes: [String: String]) -> Bool {
        if skipped.contains(name) || attributes["hidden"] != nil { return true }
        if name == "a", attributes["hreflang"] != nil { return true }
        if attributes["aria-hidden"] == "true" { return true }
        if let role = attributes["role"], ["navigation", "search", "menu", "menubar"].contains(role) { return true }
        guard let style = attributes["style"] else { return false }
        let rules = style.lowercased().filter { !$0.isWhitespace }
        return rules.contains("display:none") || rules.contains("visibility:hidden")
    }
}
