import DocumentStore
import Foundation
import TestSupport
import Testing

@Suite("roost admin and roost doctor", .timeLimit(.minutes(1)))
struct AdministrationTests {
    private static let workspace = "11111111-1111-4111-8111-111111111111"
    private static let agent = "33333333-3333-4333-8333-333333333333"

    private let folder: TemporaryDirectory
    private var program: Program { Program(dataFolder: folder.url) }

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func store() throws -> SQLiteStore { try SQLiteStore(folder: folder.url) }

    @Test("One command after the other makes a workspace with a member, an agent and credits")
    func commands() async throws {
        let workspace = Self.workspace
        for arguments in [
            ["workspace", "create", "--id", workspace.uppercased(), "--name", "Shop", "--credits", "3"],
            ["member", "add", "--workspace", workspace, "--user", "ann"],
            ["agent", "create", "--workspace", workspace, "--name", "Helper", "--id", Self.agent],
            ["credits", "grant", "--workspace", workspace, "--amount", "4"],
        ] {
            let output = try await program.run(["admin"] + arguments)
            #expect(output.status == 0, "\(arguments): \(output.standardError)")
        }
        #expect(try store().workspace(workspace)?.credits == 7)
        #expect(try store().isMember("ann", ofWorkspace: workspace))
        #expect(try store().agent(Self.agent, inWorkspace: workspace)?.name == "Helper")
        let again = try await program.run("admin", "workspace", "create", "--id", workspace, "--name", "Shop")
        #expect(again.status == 1 && again.standardError.contains("already"))
        let stray = try await program.run("admin", "member", "add", "--workspace", Self.agent, "--user", "ann")
        #expect(stray.status == 1 && stray.standardError.contains("no workspace"))
    }

    @Test("A file describes it all, and the same file again changes nothing")
    func provisioning() async throws {
        let file = folder.url.appending(path: "plan.json")
        let plan = """
            {"workspaces": [{"id": "\(Self.workspace)", "name": "Shop", "credits": 9,
              "members": [{"user_id": "ann", "role": "owner"}, {"user_id": "ben"}],
              "agents": [{"id": "\(Self.agent)", "name": "Helper", "system_prompt": "Be brief.", "ai_enabled": false}]}]}
            """
        try Data(plan.utf8).write(to: file)
        for _ in 0..<2 {
            let output = try await program.run("admin", "provision", file.path, "--json")
            #expect(try output.object()["workspaces"] as? Int == 1)
        }
        #expect(try store().workspace(Self.workspace)?.credits == 9)
        #expect(try store().agent(Self.agent, inWorkspace: Self.workspace)?.isAIEnabled == false)
        #expect(try store().isMember("ben", ofWorkspace: Self.workspace))
        try Data(#"{"workspaces": [{"id": "x", "members": [{}], "agents": 1}]}"#.utf8).write(to: file)
        let output = try await program.run("admin", "provision", file.path)
        #expect(output.status == 1 && output.standardError.contains("workspaces.0.name: Field required"))
    }

    @Test("A sound folder is well, and a damaged one is not")
    func doctor() async throws {
        _ = try store()
        let sound = try await program.run("doctor", "--json")
        #expect(sound.status == 0)
        #expect(try sound.object()["ok"] as? Bool == true)
        let file = try FileHandle(forUpdating: folder.url.appending(path: "roost.sqlite"))
        try file.seek(toOffset: 8192 * 4)
        try file.write(contentsOf: Data(repeating: 0xFF, count: 8192 * 4))
        try file.close()
        #expect(try await program.run("doctor").status == 1)
    }
}
