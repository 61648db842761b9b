#include <libxml/xmlversion.h>
/* Debian's headers pull in ICU's, which clash with the copy of ICU inside Foundation. Only the private end of
   xmlCharEncodingHandler depends on this macro, and Swift never touches that. */
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>
