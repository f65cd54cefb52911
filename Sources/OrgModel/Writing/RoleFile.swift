import Documents
import Foundation

/// A role's file in which the role above it is another one.
package struct RoleFile: Sendable {
    /// The role's full name.
    package let fullName: String
    /// The file as it is, as problems name it.
    package let source: String
    /// The name of the changed file below the folder of its package.
    package let path: String
    /// The changed file; every other byte is as it was.
    package let bytes: [UInt8]

    /// Changes the file of a role.
    ///
    /// - Parameters:
    ///   - role: The role.
    ///   - parent: The full name of the role above; `nil` for none.
    ///   - catalog: The export that contains its file.
    ///   - isSourceFormat: How the changed file is named.
    /// - Throws: ``PermissionSetFile/Refusal`` where no file of the export contains the role, or it cannot be changed.
    package init(
        of role: Role, reportingTo parent: String?, in catalog: MetadataCatalog, isSourceFormat: Bool
    ) throws(PermissionSetFile.Refusal) {
        let type = MetadataType.role
        guard let component = catalog.components[ComponentID(type, role.name)], let file = component.files.first?.file
        else {
            throw PermissionSetFile.Refusal(
                role.place.file,
                "names the role \"\(role.name)\", but it is not a metadata file. Retrieve Role with the next export.")
        }
        fullName = role.name
        source = file.path
        path = "\(type.directoryName)/\(component.rawName).\(type.suffix)\(isSourceFormat ? "-meta.xml" : "")"
        do throws(DocumentError) {
            var editor = try MetadataEditor(file.bytes())
            editor.setText(of: "parentRole", to: parent)
            bytes = try editor.finish()
        } catch {
            throw PermissionSetFile.Refusal(file.path, error)
        }
    }
}
