//! A schema's keywords side by side: the model sorts them into cases, and here all cases are one.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData, SchemaKind, Type, VariantOrUnknownOrEmpty};
use serde_json::Value;

/// The keywords of a schema.
pub(crate) struct Facets<'s> {
    pub(crate) data: &'s SchemaData,
    pub(crate) type_name: Option<&'s str>,
    pub(crate) format: Option<&'s str>,
    pub(crate) enumeration: Vec<Value>,
    pub(crate) properties: Option<&'s IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(crate) required: &'s [String],
    pub(crate) additional: Option<&'s AdditionalProperties>,
    pub(crate) items: Option<&'s ReferenceOr<Box<Schema>>>,
    pub(crate) one_of: &'s [ReferenceOr<Schema>],
    pub(crate) any_of: &'s [ReferenceOr<Schema>],
    pub(crate) all_of: &'s [ReferenceOr<Schema>],
    pub(crate) not: bool,
}

impl<'s> Facets<'s> {
    pub(crate) fn of(schema: &'s Schema) -> Self {
        let mut facets = Self {
            data: &schema.schema_data,
            type_name: None,
            format: None,
            enumeration: Vec::new(),
            properties: None,
            required: &[],
            additional: None,
            items: None,
            one_of: &[],
            any_of: &[],
            all_of: &[],
            not: false,
        };
        match &schema.schema_kind {
            SchemaKind::Type(ty) => facets.typed(ty),
            SchemaKind::OneOf { one_of } => facets.one_of = one_of,
            SchemaKind::AnyOf { any_of } => facets.any_of = any_of,
            SchemaKind::AllOf { all_of } => facets.all_of = all_of,
            SchemaKind::Not { .. } => facets.not = true,
            SchemaKind::Any(any) => {
                facets.type_name = any.typ.as_deref();
                facets.format = any.format.as_deref();
                facets.enumeration = any.enumeration.clone();
                facets.properties = Some(&any.properties).filter(|properties| !properties.is_empty());
                facets.required = &any.required;
                facets.additional = any.additional_properties.as_ref();
                facets.items = any.items.as_ref();
                facets.one_of = &any.one_of;
                facets.any_of = &any.any_of;
                facets.all_of = &any.all_of;
                facets.not = any.not.is_some();
            }
        }
        facets
    }

    fn typed(&mut self, ty: &'s Type) {
        fn values<T: Clone + Into<Value>>(values: &[Option<T>]) -> Vec<Value> {
            values.iter().map(|value| value.clone().map_or(Value::Null, Into::into)).collect()
        }
        match ty {
            Type::String(string) => {
                self.type_name = Some("string");
                self.format = match &string.format {
                    VariantOrUnknownOrEmpty::Item(format) => Some(match format {
                        openapiv3::StringFormat::Date => "date",
                        openapiv3::StringFormat::DateTime => "date-time",
                        openapiv3::StringFormat::Password => "password",
                        openapiv3::StringFormat::Byte => "byte",
                        openapiv3::StringFormat::Binary => "binary",
                    }),
                    VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                    VariantOrUnknownOrEmpty::Empty => None,
                };
                self.enumeration = values(&string.enumeration);
            }
            Type::Integer(integer) => {
                self.type_name = Some("integer");
                self.format = match &integer.format {
                    VariantOrUnknownOrEmpty::Item(openapiv3::IntegerFormat::Int32) => Some("int32"),
                    VariantOrUnknownOrEmpty::Item(openapiv3::IntegerFormat::Int64) => Some("int64"),
                    VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                    VariantOrUnknownOrEmpty::Empty => None,
                };
                self.enumeration = values(&integer.enumeration);
            }
            Type::Number(number) => {
                self.type_name = Some("number");
                self.format = match &number.format {
                    VariantOrUnknownOrEmpty::Item(openapiv3::NumberFormat::Float) => Some("float"),
                    VariantOrUnknownOrEmpty::Item(openapiv3::NumberFormat::Double) => Some("double"),
                    VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                    VariantOrUnknownOrEmpty::Empty => None,
                };
                self.enumeration = values(&number.enumeration);
            }
            Type::Boolean(boolean) => {
                self.type_name = Some("boolean");
                self.enumeration = values(&boolean.enumeration);
            }
            Type::Array(array) => {
                self.type_name = Some("array");
                self.items = array.items.as_ref();
            }
            Type::Object(object) => {
                self.type_name = Some("object");
                self.properties = Some(&object.properties).filter(|properties| !properties.is_empty());
                self.required = &object.required;
                self.additional = object.additional_properties.as_ref();
            }
        }
    }
}
