import ArgumentParser
import Foundation
import RoostServer

struct Admin: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make workspaces, members and agents of the Agents API, and grant credits.",
        discussion: "Safe beside a server that runs on the same data folder.",
        subcommands: [Workspace.self, Member.self, Agent.self, Credits.self, Provision.self]
    )
}

extension Admin {
    struct Workspace: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Workspaces.", subcommands: [Create.self])

        struct Create: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Make a workspace.")

            @OptionGroup var common: CommonOptions

            @Option(name: .long, help: "The workspace, a UUID.")
            var id: String

            @Option(name: .long, help: "Its name, 1 to 255 characters.")
            var name: String

            @Option(name: .long, help: "The credits that it begins with.")
            var credits: Int64 = 50

            func run() async throws {
                try await common.administration().createWorkspace(id, name: name, credits: credits)
                try common.report(["workspace_id": id.lowercased()]) { "made workspace \(id.lowercased())" }
            }
        }
    }

    struct Member: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Members of workspaces.", subcommands: [Add.self])

        struct Add: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Add a user to a workspace, or change their role."
            )

            @OptionGroup var common: CommonOptions

            @Option(name: .long, help: "The workspace, a UUID.")
            var workspace: String

            @Option(name: .long, help: "The user, as the claim 'sub' of their tokens names them.")
            var user: String

            @Option(name: .long, help: "The role.")
            var role = "member"

            func run() async throws {
                try await common.administration().addMember(user, role: role, toWorkspace: workspace)
                try common.report(["user_id": user, "role": role]) { "\(user) is \(role) of \(workspace)" }
            }
        }
    }

    struct Agent: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Agents of workspaces.", subcommands: [Create.self])

        struct Create: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Make an agent, or bring it up to date.")

            @OptionGroup var common: CommonOptions

            @Option(name: .long, help: "The workspace, a UUID.")
            var workspace: String

            @Option(name: .long, help: "The agent's name, 1 to 255 characters.")
            var name: String

            @Option(name: .long, help: "The agent, a UUID; a new one by default.")
            var id: String?

            @Option(name: .long, help: "What the agent is told to be.")
            var systemPrompt: String?

            func run() async throws {
                let id = try await common.administration().createAgent(
                    id,
                    name: name,
                    systemPrompt: systemPrompt,
                    inWorkspace: workspace
                )
                try common.report(["agent_id": id]) { "made agent \(id)" }
            }
        }
    }

    struct Credits: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Credits of workspaces.", subcommands: [Grant.self])

        struct Grant: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Add to the credits of a workspace.")

            @OptionGroup var common: CommonOptions

            @Option(name: .long, help: "The workspace, a UUID.")
            var workspace: String

            @Option(name: .long, help: "How many credits, 0 or more.")
            var amount: Int64

            func run() async throws {
                let balance = try await common.administration().grantCredits(amount, toWorkspace: workspace)
                try common.report(["credits": balance]) { "\(workspace) has \(balance) credits" }
            }
        }
    }

    struct Provision: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make all that a JSON file describes; the same file again changes nothing.",
            discussion: """
                {"workspaces": [{"id": UUID, "name": TEXT, "credits": 50,
                  "members": [{"user_id": TEXT, "role": "member"}],
                  "agents": [{"id": UUID, "name": TEXT, "system_prompt": TEXT, "model": TEXT, "ai_enabled": true}]}]}

                Credits are those that a new workspace begins with; a workspace that is there keeps what it has.
                """
        )

        @OptionGroup var common: CommonOptions

        @Argument(help: "The file.")
        var file: String

        func run() async throws {
            let count = try await common.administration().provision(file: URL(filePath: file))
            try common.report(["workspaces": count]) { "\(count) workspaces are as \(file) says" }
        }
    }
}

extension CommonOptions {
    /// The data folder, opened for its operator.
    func administration() async throws -> Administration {
        try await Administration(dataFolder: settings().dataFolder)
    }
}
