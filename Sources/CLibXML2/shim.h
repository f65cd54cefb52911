#ifndef ROLECALL_CLIBXML2_SHIM_H
#define ROLECALL_CLIBXML2_SHIM_H

// Says what this build of libxml2 was configured with; it must come first, so that the next line can change it.
#include <libxml/xmlversion.h>

// Debian's libxml2 was configured with ICU, and its encoding header then includes ICU's headers. Foundation brings an
// ICU of its own, and the two definitions of UErrorCode cannot stand in one program. rolecall never touches an
// encoding handler, so nothing of what this hides is used; libxml2 itself still converts encodings.
#undef LIBXML_ICU_ENABLED

// The SAX2 parser: xmlCreateIOParserCtxt, xmlParseDocument, xmlStopParser and the handler structure.
#include <libxml/parser.h>

// xmlFreeParserCtxt's companions, which report the current line and column.
#include <libxml/SAX2.h>

// The structured error and its codes.
#include <libxml/xmlerror.h>

// The HTML parser: htmlNewParserCtxt, htmlCtxtReadIO, htmlFreeParserCtxt.
#include <libxml/HTMLparser.h>

#endif
