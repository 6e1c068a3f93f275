package import Configuration
internal import Foundation
internal import SystemPackage

extension ConfigReader {
    /// Flags over the environment over the credentials folder over the file that `POLLUX_CONFIG` names.
    ///
    /// - Parameter flags: values by key, such as `pollux.port`.
    package static func pollux(flags: [String: String]) async throws -> ConfigReader {
        var providers: [any ConfigProvider] = [
            InMemoryProvider(
                name: "flags",
                values: Dictionary(
                    uniqueKeysWithValues: flags.map {
                        (AbsoluteConfigKey(ConfigKey($0)), ConfigValue(.string($1), isSecret: false))
                    }
                )
            ),
            EnvironmentVariablesProvider(secretsSpecifier: .specific(["GEMINI_API_KEY"])),
        ]
        let environment = ProcessInfo.processInfo.environment
        // systemd's LoadCredential= puts one file for each secret there.
        if let folder = environment["CREDENTIALS_DIRECTORY"] {
            do {
                providers.append(try await DirectoryFilesProvider(directoryPath: FilePath(folder), allowMissing: true))
            } catch {
                let sentence = "CREDENTIALS_DIRECTORY names a folder in which this user cannot read every file."
                throw Settings.Problems(sentences: [sentence])
            }
        }
        if let file = environment["POLLUX_CONFIG"], !file.isEmpty {
            guard FileManager.default.isReadableFile(atPath: file) else {
                throw Settings.Problems(sentences: ["POLLUX_CONFIG names a file that cannot be read."])
            }
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch {
                throw Settings.Problems(sentences: ["POLLUX_CONFIG names a file that is not JSON as it has to be."])
            }
        }
        return ConfigReader(providers: providers)
    }
}
