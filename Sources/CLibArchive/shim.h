#ifndef ROLECALL_CLIBARCHIVE_SHIM_H
#define ROLECALL_CLIBARCHIVE_SHIM_H

// Reading an archive: archive_read_new, archive_read_support_format_zip_seekable, archive_read_data and their like.
#include <archive.h>

// What the archive says about an entry: its path, its kind, whether it is encrypted.
#include <archive_entry.h>

// The kinds of entries are macros with a cast, which Swift cannot import.
static const unsigned int ROLECALL_AE_IFREG = AE_IFREG;
static const unsigned int ROLECALL_AE_IFDIR = AE_IFDIR;
static const unsigned int ROLECALL_AE_IFLNK = AE_IFLNK;

#endif
