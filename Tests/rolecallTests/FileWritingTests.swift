import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("Writing files")
struct FileWritingTests {
    private func file(_ path: String, _ text: String = "new") -> OutputFile {
        OutputFile(path: path, bytes: Array(text.utf8))
    }
    private func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test("All files are written, with the folders that they need, and nothing else stays")
    func all() throws {
        try withTemporaryFolder { folder in
            try write("old", to: "\(folder)/a")
            try writeFiles([file("\(folder)/a"), file("\(folder)/b/c/d")], sparing: ReadFiles(), makesFolders: true)
            #expect(try read("\(folder)/a") == "new")
            #expect(try read("\(folder)/b/c/d") == "new")
            #expect(try names(in: folder) == ["a", "b"])
            #expect(try names(in: "\(folder)/b/c") == ["d"])
        }
    }

    @Test("Where one cannot be written none is, and what was there is there still")
    func none() throws {
        try withTemporaryFolder { folder in
            try write("old", to: "\(folder)/a")
            try write("", to: "\(folder)/folder/inside")
            let failure = #expect(throws: CommandFailure.self) {
                try writeFiles(
                    [file("\(folder)/a"), file("\(folder)/new/b"), file("\(folder)/folder")], sparing: ReadFiles(),
                    makesFolders: true)
            }
            #expect(failure?.message == "\(folder)/folder cannot be written: it is a folder.")
            #expect(try read("\(folder)/a") == "old")
            #expect(try names(in: folder) == ["a", "folder"])
        }
    }

    @Test("A file that cannot take its place any more takes the others back")
    func undo() throws {
        try withTemporaryFolder { folder in
            try write("old", to: "\(folder)/a")
            // The second goes to the same place as the folder that the third makes above itself.
            #expect(throws: CommandFailure.self) {
                try writeFiles(
                    [file("\(folder)/a"), file("\(folder)/b"), file("\(folder)/b/c")], sparing: ReadFiles(),
                    makesFolders: true)
            }
            #expect(try read("\(folder)/a") == "old")
            #expect(try names(in: folder) == ["a"])
        }
    }

    @Test("A file that cannot take its place any more leaves none that is new")
    func undoNew() throws {
        try withTemporaryFolder { folder in
            #expect(throws: CommandFailure.self) {
                try writeFiles(
                    [file("\(folder)/a"), file("\(folder)/b"), file("\(folder)/b/c")], sparing: ReadFiles(),
                    makesFolders: true)
            }
            let left = try names(in: folder)
            #expect(left.isEmpty)
        }
    }

    /// Writes files, and does something else after all are beside their places and before the first takes its own.
    private func attempt(
        _ names: [String], in folder: String, meanwhile body: @escaping @Sendable () -> Void
    ) throws {
        #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
        let pipe = open("\(folder)/pipe", O_RDWR)
        defer { close(pipe) }
        // More than a pipe takes before it is read: until then no file takes its place.
        let size = 1 << 20
        Thread.detachNewThread {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            var left = size - Foundation.read(pipe, &bytes, 1)
            body()
            while left > 0 { left -= max(1, Foundation.read(pipe, &bytes, bytes.count)) }
        }
        let text = String(repeating: "x", count: size)
        try writeFiles(
            [file("\(folder)/pipe", text)] + names.map { file("\(folder)/\($0)") }, sparing: ReadFiles(),
            makesFolders: true)
    }

    @Test(
        "What another program has put in a place meanwhile is there still when another file cannot take its own",
        arguments: [["b", "b/c", "a"], ["a", "b", "b/c"]])
    func undoBesideOthers(_ names: [String]) throws {
        try withTemporaryFolder { folder in
            #expect(throws: CommandFailure.self) {
                try attempt(names, in: folder) { try? write("theirs", to: "\(folder)/a") }
            }
            let left = try self.names(in: folder)
            #expect(left == ["a", "pipe"])
            #expect(try read("\(folder)/a") == "theirs")
        }
    }

    @Test("A file that cannot take its place is not written through what is there, where it could be left half")
    func notWrittenThrough() throws {
        try withTemporaryFolder { folder in
            try write("old", to: "\(folder)/a")
            #expect(throws: CommandFailure.self) {
                try attempt(["a"], in: folder) {
                    for name in (try? names(in: folder)) ?? [] where name.hasPrefix(".") {
                        try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
                    }
                }
            }
            #expect(try read("\(folder)/a") == "old")
            #expect(try names(in: folder) == ["a", "pipe"])
        }
    }

    @Test("Nor where none can be written beside it for another reason than that the folder takes none")
    func longName() throws {
        try withTemporaryFolder { folder in
            // The file's own path is not too long, and that of another one beside it is.
            var long = folder
            while long.utf8.count < Int(PATH_MAX) - 8 {
                long += "/" + String(repeating: "x", count: min(200, Int(PATH_MAX) - 7 - long.utf8.count))
            }
            try FileManager.default.createDirectory(atPath: long, withIntermediateDirectories: true)
            try Data("old".utf8).write(to: URL(fileURLWithPath: "\(long)/a"))
            #expect(throws: CommandFailure.self) { try writeFile("new", to: "\(long)/a", sparing: ReadFiles()) }
            #expect(try read("\(long)/a") == "old")
        }
    }

    @Test(
        "Where the folder takes no new file none is written, not even one that is there",
        .disabled(if: geteuid() == 0, "root may write everywhere"))
    func noneInClosedFolder() throws {
        try withTemporaryFolder { folder in
            try write("old", to: "\(folder)/a")
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder) }
            #expect(throws: CommandFailure.self) {
                try writeFiles([file("\(folder)/a"), file("\(folder)/b")], sparing: ReadFiles())
            }
            #expect(try read("\(folder)/a") == "old")
            try writeFile("new", to: "\(folder)/a", sparing: ReadFiles())
            #expect(try read("\(folder)/a") == "new")
        }
    }

    @Test("Permissions are kept, and a file that may not be written is not replaced")
    func permissions() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/a"
            try write("old", to: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            try writeFile("new", to: path, sparing: ReadFiles())
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
            try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: path)
            // Root may write it.
            if geteuid() != 0 {
                #expect(throws: CommandFailure.self) { try writeFile("newer", to: path, sparing: ReadFiles()) }
                #expect(try read(path) == "new")
            }
        }
    }

    @Test(
        "A new file in a folder that takes none is reported with the reason",
        .disabled(if: geteuid() == 0, "root may write everywhere"),
        arguments: ["audit --report json=", "manifest --output ", "roles --report svg="])
    func folderThatTakesNone(_ command: String) throws {
        try withTemporaryFolder { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
            let run = try Shell("rolecall \(command)'\(folder)/new' -- SampleMetadata/ready")
            #expect(
                run.output.contains("rolecall: \(folder)/new cannot be written: permission denied.\n"), "\(run.output)")
        }
    }

    @Test("A symbolic link stays one: what it leads to is written, also where that is not there yet")
    func link() throws {
        try withTemporaryFolder { folder in
            try write("old", to: "\(folder)/a")
            for target in ["a", "b"] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/to-\(target)", withDestinationPath: target)
                try writeFile("new", to: "\(folder)/to-\(target)", sparing: ReadFiles())
                #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/to-\(target)") == target)
                #expect(try read("\(folder)/\(target)") == "new")
            }
            #expect(try names(in: folder) == ["a", "b", "to-a", "to-b"])
        }
    }

    @Test(
        "A symbolic link is not followed out of the working folder and its own, whether or not anything is there",
        arguments: ["../outside/a", "../outside/b", "/nowhere/c", "self"])
    func leadingOut(_ target: String) throws {
        try withTemporaryFolder { folder in
            try write("old", to: "\(folder)/outside/a")
            try write("", to: "\(folder)/inside/other")
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/inside/self", withDestinationPath: target)
            let failure = #expect(throws: CommandFailure.self) {
                try writeFile("new", to: "\(folder)/inside/self", sparing: ReadFiles())
            }
            #expect(
                failure?.message.hasPrefix("\(folder)/inside/self cannot be written: ") == true,
                "\(failure?.message ?? "")")
            #expect(try names(in: "\(folder)/outside") == ["a"])
            #expect(try read("\(folder)/outside/a") == "old")
            #expect(try names(in: "\(folder)/inside") == ["other", "self"])
        }
    }

    @Test(
        "A link whose target is not there yet never leaves half a file",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func halfAFile() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "target")
            let run = try Shell("ulimit -f 16; rolecall audit SampleMetadata/gaps --report html='\(folder)/link'")
            #expect(run.status == 2)
            #expect(run.output.contains("cannot be written: file too large"), "\(run.output)")
            #expect(try names(in: folder) == ["link"])
        }
    }

    @Test("What is not a regular file is written through: /dev/null stays what it is, /dev/full is reported")
    func devices() throws {
        try writeFile("new", to: "/dev/null", sparing: ReadFiles())
        #expect(
            try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
                == .typeCharacterSpecial)
        let failure = #expect(throws: CommandFailure.self) {
            try writeFile("new", to: "/dev/full", sparing: ReadFiles())
        }
        #expect(failure?.message.hasPrefix("/dev/full cannot be written: no space left") == true)
        let below = #expect(throws: CommandFailure.self) {
            try writeFile("new", to: "/dev/null/a", sparing: ReadFiles())
        }
        #expect(below?.message == "/dev/null/a cannot be written: not a directory.")
    }

    @Test("A named pipe is written through")
    func pipe() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/pipe"
            #expect(mkfifo(path, 0o600) == 0)
            // Open for reading and writing, a pipe does not wait for a reader.
            let descriptor = open(path, O_RDWR)
            defer { close(descriptor) }
            try writeFile("new", to: path, sparing: ReadFiles())
            var bytes = [UInt8](repeating: 0, count: 8)
            #expect(Foundation.read(descriptor, &bytes, 8) == 3)
        }
    }
}
