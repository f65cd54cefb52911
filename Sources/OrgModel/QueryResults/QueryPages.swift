/// Pages of REST queries among the files: what several of them say together.
///
/// REST answers a query with 2,000 records at a time: each page says how many records there are in all, and all but the
/// last where the next page is.
enum QueryPages {
    /// The same tables; pages that are whole together are whole each.
    static func joined(_ tables: [ExportedTable]) -> [ExportedTable] {
        let pages = tables.indices.filter { tables[$0].isCutOff }
        let groups = Dictionary(grouping: pages) { Query(tables[$0]) }
        var tables = tables
        for (query, indices) in groups
        where query.size != nil && isWhole(indices.map { tables[$0] }, size: query.size ?? 0) {
            for index in indices { tables[index] = tables[index].completed() }
        }
        return tables
    }

    /// What the pages of one query have in common.
    private struct Query: Hashable {
        let object: ExportedObject?
        let size: Int?

        init(_ page: ExportedTable) {
            object = ExportedObject.of(page)
            size = page.totalSize
        }
    }

    /// Whether pages are all of a query's: each goes on where the next one begins, and no record is there twice.
    private static func isWhole(_ pages: [ExportedTable], size: Int) -> Bool {
        let cursors = pages.compactMap(\.nextPage).map(Cursor.init)
        let last = pages.filter { !$0.isUnfinished }
        guard last.count == 1, cursors.count == pages.count - 1, Set(cursors.map(\.query)).count <= 1,
            Set(cursors.map(\.position)).count == cursors.count,
            pages.reduce(0, { $0 + $1.records.count }) == size
        else { return false }
        let ids = pages.flatMap(\.records).compactMap(\.id).map(RecordID.init)
        return Set(ids).count == ids.count
    }

    /// The name of a query and how far it has come: `01g000-2000` at the end of a page's `nextRecordsUrl`.
    private struct Cursor {
        let query: String
        let position: String

        init(_ url: String) {
            let name = url.split(separator: "/").last.map(String.init) ?? url
            let parts = name.split(separator: "-", maxSplits: 1)
            query = parts.first.map(String.init) ?? name
            position = parts.dropFirst().first.map(String.init) ?? name
        }
    }
}
