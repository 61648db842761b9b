/// The documentation in Swagger UI.
enum SwaggerPage {
    static let html = """
        <!DOCTYPE html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(OpenAPIDocument.title)</title>
            <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
            <link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
          </head>
          <body>
            <div id="swagger-ui"></div>
            <noscript>This page needs scripts; the description itself is <a href="/openapi.json">/openapi.json</a>.</noscript>
            <script src="/docs/assets/swagger-ui-bundle.js"></script>
            <script src="/docs/assets/initializer.js"></script>
          </body>
        </html>

        """

    /// Swagger UI 4 refuses a document that calls itself 3.1, but draws what Roost's has of that version: it is shown
    /// the document under the older number.
    static let script = """
        fetch("/openapi.json")
          .then((response) => response.json())
          .then((document) => {
            SwaggerUIBundle({
              spec: { ...document, openapi: "3.0.3" },
              dom_id: "#swagger-ui",
              deepLinking: true,
              validatorUrl: null,
            });
          });

        """
}
