// The physical limit of the parser that rolecall uses: every file given, read in one pass of libxml2's SAX2 interface
// with callbacks that do nothing, on one core.
//
//   cc -O2 sax2-pass.c $(xml2-config --cflags --libs) -o sax2-pass && find FOLDER -type f -print0 | xargs -0 ./sax2-pass
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <string.h>

static void start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                  const xmlChar **namespace, int attributes, int defaulted, const xmlChar **attribute) {}
static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {}
static void text(void *context, const xmlChar *characters, int length) {}

int main(int count, char **paths) {
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = start;
    handler.endElementNs = end;
    handler.characters = handler.ignorableWhitespace = text;
    for (int number = 1; number < count; number++) {
        xmlParserCtxtPtr parser = xmlCreateFileParserCtxt(paths[number]);
        if (!parser) { fprintf(stderr, "%s cannot be read\n", paths[number]); return 1; }
        xmlSAXHandlerPtr own = parser->sax;
        parser->sax = &handler;
        int failed = xmlParseDocument(parser) != 0 && !parser->wellFormed;
        parser->sax = own;
        if (parser->myDoc) xmlFreeDoc(parser->myDoc);
        xmlFreeParserCtxt(parser);
        if (failed) { fprintf(stderr, "%s is not well-formed\n", paths[number]); return 1; }
    }
    xmlCleanupParser();
    return 0;
}
