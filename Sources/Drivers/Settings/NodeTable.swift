import RecoveryCore

/// A table of nodes beside the settings (`nodes-from: fra1.csv`): a header with the columns, then a line a node. Fields
/// are texts without quotes, because no name and no address can hold a comma; an empty one is absent. Lines that begin
/// with `#` are skipped.
struct NodeTable {
    let reader: SettingsReader
    /// The path as the settings give it.
    let named: Located

    func read() -> [NodeDraft] {
        let path = reader.absolute(named.text)
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(path, limit: SettingsText.limit).bytes
        } catch {
            reader.fault(
                named.place, "the table of nodes cannot be read: \(error)", "name a readable file of at most 8 MB")
            return []
        }
        let text = SettingsText(bytes: bytes, file: path)
        if !text.faults.isEmpty {
            for fault in text.faults { reader.fault(fault.place, fault.what, fault.remedy) }
            return []
        }
        return rows(text.text, path)
    }

    private func rows(_ text: String, _ path: String) -> [NodeDraft] {
        var columns: [String]?
        var drafts: [NodeDraft] = []
        var line = 0
        for row in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            let fields = fields(row, Place(file: path, line: line, column: 1))
            guard let first = fields.first, !(fields.count == 1 && first.text.isEmpty), !first.text.hasPrefix("#")
            else {
                continue
            }
            guard let columns else {
                guard let header = header(fields) else { return [] }
                columns = header
                continue
            }
            guard fields.count == columns.count else {
                reader.fault(
                    first.place, "\(fields.count) fields under \(columns.count) columns", "write one field a column")
                continue
            }
            let draft = reader.draft(first.place) { key in
                guard let index = columns.firstIndex(of: key), !fields[index].text.isEmpty else { return nil }
                return fields[index]
            }
            if let draft { drafts.append(draft) }
        }
        if columns == nil || (drafts.isEmpty && line <= 2) {
            reader.fault(named.place, "the table \(named.text) has no nodes", "write a header and a line a node")
        }
        return drafts
    }

    private func header(_ fields: [Located]) -> [String]? {
        var isSound = true
        for (index, field) in fields.enumerated() {
            if !SettingsKeys.node.known.contains(field.text) {
                reader.fault(
                    field.place, "unknown column \(TextForm.quoted(field.text))",
                    SettingsKeys.node.remedy(for: field.text))
                isSound = false
            } else if fields[..<index].contains(where: { $0.text == field.text }) {
                reader.fault(field.place, "the column \(field.text) is repeated", "keep one of them")
                isSound = false
            }
        }
        return isSound ? fields.map(\.text) : nil
    }

    private func fields(_ row: Substring.UTF8View.SubSequence, _ start: Place) -> [Located] {
        var place = start
        var located: [Located] = []
        for field in row.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            var text = Substring(field)
            let width = text.unicodeScalars.count
            let spaces = text.prefix { $0 == " " || $0 == "\t" }.count
            text = text.dropFirst(spaces)
            while let last = text.unicodeScalars.last, last == " " || last == "\t" || last == "\r" {
                text.unicodeScalars.removeLast()
            }
            located.append(
                Located(
                    text: String(text), place: Place(file: place.file, line: place.line, column: place.column + spaces))
            )
            place.column += width + 1
        }
        return located
    }
}
