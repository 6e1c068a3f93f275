/// Instructions under a name, for a user to choose again.
package struct Preset: Hashable, Sendable {
    package var id: PresetID
    package var name: String
    package var instructions: String

    package init(id: PresetID, name: String, instructions: String) {
        self.id = id
        self.name = name
        self.instructions = instructions
    }

    /// How many a user may have.
    package static let maximumCount = 50
}

package typealias PresetID = Identifier<Preset>
