#ifndef ROLECALL_CLIBARCHIVE_SHIM_H
#define ROLECALL_CLIBARCHIVE_SHIM_H

// Reading an archive: archive_read_new, archive_read_support_format_zip_seekable, archive_read_data and their like.
#include <archive.h>

#endif
