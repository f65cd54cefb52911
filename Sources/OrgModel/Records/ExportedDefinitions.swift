/// What exported records of EntityDefinition and FieldDefinition say of objects and fields.
///
/// They add to what metadata defines: the name of an object that was not retrieved is found by its label all the same.
package struct ExportedDefinitions: Sendable {
    /// The objects, several records of one included.
    package let objects: [ObjectDefinition]
    /// The fields, several records of one included.
    package let fields: [FieldRecord]
    /// The results that contain every field of an object, by the object.
    let whole: [APIName: Place]

    /// Whatever order the records come in, the first one of each object and field is the same.
    package init(_ objects: [ObjectDefinition], _ fields: [FieldRecord], whole: [APIName: Place] = [:]) {
        self.whole = whole
        self.objects = objects.sorted {
            ($0.place ?? Place(file: ""), $0.name) < ($1.place ?? Place(file: ""), $1.name)
        }
        self.fields = fields.sorted {
            ($0.field.place, $0.field.name, $0.object, $0.field.label ?? "")
                < ($1.field.place, $1.field.name, $1.object, $1.field.label ?? "")
        }
    }
}

extension Org {
    /// The same org with the objects and fields that exported records define.
    ///
    /// What a record and a file say differently counts as what two files say differently: it is not known.
    package func adding(_ definitions: ExportedDefinitions) -> Org {
        var org = self
        for object in definitions.objects {
            org.problems += org.objects[APIName(object.name), default: ObjectDefinition(name: object.name)]
                .merge(object, from: .record)
        }
        for record in definitions.fields {
            let name = APIName(record.object)
            org.objects[name] = org.objects[name] ?? ObjectDefinition(name: record.object)
        }
        org.indexObjects()
        for record in definitions.fields {
            var field = record.field
            field.master = record.masterLabel.flatMap(org.name(ofObjectLabelled:))
            org.recordedFields[APIName(record.object), default: []].append(field)
        }
        org.objectsWithFields.subtract(org.recordedFields.keys)
        org.wholeDefinitions.merge(definitions.whole) { first, _ in first }
        return org
    }

    /// The API name of the only object with a label.
    private func name(ofObjectLabelled label: String) -> String? {
        let names = objects(named: [label])
        return names.count == 1 ? names.first.flatMap { objects[$0]?.name } : nil
    }
}
