/// The models that the stand-in offers: first what Google's own list looks like, then one for each scenario.
struct ModelCatalogue: Sendable {
    private let listsScenarios: Bool

    init(listsScenarios: Bool) { self.listsScenarios = listsScenarios }

    /// In the order of the list; the first one that answers questions is a good default.
    func models(in version: APIVersion) -> [Model] {
        (Self.realistic + (listsScenarios ? Scenario.all.map { $0.model(id: $0.id) } : []))
            .filter { version != .v1 || !$0.onlyInPreviewVersions }
    }

    /// nil for an id that this version does not know.
    func model(_ id: String, in version: APIVersion) -> Model? {
        if let scenario = Scenario.named(id) { return scenario.model(id: id) }
        return Self.realistic.first { $0.id == id && (version != .v1 || !$0.onlyInPreviewVersions) }
    }

    private static let realistic = Model.chat + Model.pictures + Model.others
}
