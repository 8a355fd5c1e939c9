//! Closed lists of words: one enum that is the same in code, on the wire and in the database.

/// Declares an enum whose variants are `snake_case` words on the wire and in the database.
///
/// Gives `as_str`, `ALL`, `Display`, `FromStr` (refusing unknown words) and `from_row`, which a row's text goes through.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// Every word, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The word of a row; anything else is a damaged row.
            ///
            /// # Errors
            /// [`AppError::internal`](crate::error::AppError::internal) where the word is unknown.
            pub fn from_row(word: &str) -> $crate::error::Result<Self> {
                word.parse().map_err(|()| {
                    $crate::error::AppError::internal(format!("the database holds an unknown {}: {word}", stringify!($name)))
                })
            }
        }

        // Written out, since the derive does not see a macro's literals in serde's attribute.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($word),*]))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(word: &str) -> Result<Self, ()> {
                match word { $($word => Ok(Self::$variant),)* _ => Err(()) }
            }
        }
    };
}
