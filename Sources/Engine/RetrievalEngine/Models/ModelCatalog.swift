import Crypto
public import Foundation
import Ranking

/// A model folder that was found.
public struct InstalledModel: Sendable {
    /// The folder's name, by which the model is asked for.
    public var name: String
    public var folder: URL
    /// The size of `model.safetensors`.
    public var byteCount: Int

    /// The SHA-256 of `model.safetensors`, in hexadecimal.
    ///
    /// - Complexity: O(`byteCount`): the file is read.
    public func checksum() throws -> String {
        let weights = try FileHandle(forReadingFrom: folder.appending(path: ModelCatalog.weightsName))
        defer { try? weights.close() }
        var hash = SHA256()
        while let block = try weights.read(upToCount: 1 << 20), !block.isEmpty {
            hash.update(data: block)
        }
        return hash.finalize().hexadecimal
    }

    /// What scores passages by this model's embeddings: as `roost-calibration.json` in its folder says, else as for the
    /// default model.
    ///
    /// - Throws: ``EngineError/Code/modelUnavailable`` when the file is not as it should be.
    func relevance() throws -> RelevanceModel {
        let file = folder.appending(path: CalibrationRecord.fileName)
        guard FileManager.default.fileExists(atPath: file.path) else { return RelevanceModel(modelName: name) }
        do {
            return try JSONDecoder().decode(CalibrationRecord.self, from: Data(contentsOf: file)).relevance
        } catch {
            throw EngineError(.modelUnavailable, "cannot read the calibration \(file.path): \(error)", cause: error)
        }
    }

    /// How this model's cosines map to [0, 1], where they are compared alone.
    var calibration: ScoreCalibration { ScoreCalibration(modelName: name) }
}

/// Finds model folders: folders in Hugging Face form that hold `config.json` and `model.safetensors`.
public struct ModelCatalog: Sendable {
    static let weightsName = "model.safetensors"

    /// The model that is used when none is named.
    public static let defaultModelName = "all-MiniLM-L6-v2"

    /// The folders that are searched, the first hit wins.
    public let folders: [URL]

    /// - Parameter folder: The only folder to search. When nil: `.models` of the working directory, `.models` of each
    ///   folder above the executable (a checkout finds its own), then `~/.local/share/roost/models`.
    public init(folder: URL? = nil) {
        folders = folder.map { [$0] } ?? Self.defaultFolders()
    }

    /// The installed models, sorted by name.
    public func models() -> [InstalledModel] {
        var found: [String: InstalledModel] = [:]
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            for name in names where found[name] == nil {
                found[name] = Self.model(in: folder.appending(path: name))
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// The model of that name, or the one in the folder of that path.
    ///
    /// - Throws: ``EngineError/Code/modelUnavailable``, with the places that were searched.
    public func model(named name: String = defaultModelName) throws -> InstalledModel {
        let candidates =
            name.contains("/") ? [URL(filePath: name)] : folders.map { $0.appending(path: name) }
        for candidate in candidates {
            if let model = Self.model(in: candidate) {
                return model
            }
        }
        throw EngineError(
            .modelUnavailable,
            "no model '\(name)' with config.json and \(Self.weightsName) in "
                + folders.map(\.path).joined(separator: ", ") + "; run 'make model' or set ROOST_MODELS"
        )
    }

    /// Whether a model of that name is installed.
    func hasModel(named name: String) -> Bool {
        !name.contains("/") && (try? model(named: name)) != nil
    }

    private static func model(in folder: URL) -> InstalledModel? {
        let weights = folder.appending(path: weightsName).resolvingSymlinksInPath()
        guard FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path),
            let attributes = try? FileManager.default.attributesOfItem(atPath: weights.path),
            let byteCount = attributes[.size] as? Int
        else { return nil }
        return InstalledModel(name: folder.lastPathComponent, folder: folder, byteCount: byteCount)
    }

    private static func defaultFolders() -> [URL] {
        let manager = FileManager.default
        var folders = [URL(filePath: manager.currentDirectoryPath).appending(path: ".models")]
        if let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            var folder = executable.deletingLastPathComponent()
            while folder.path != "/" {
                folders.append(folder.appending(path: ".models"))
                folder.deleteLastPathComponent()
            }
        }
        folders.append(manager.homeDirectoryForCurrentUser.appending(path: ".local/share/roost/models"))
        return folders.filter { manager.fileExists(atPath: $0.path) }
    }
}
