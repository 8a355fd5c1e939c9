//! What kind of device a request comes from: as it says itself, else by the client hint of the browser, else by its name.

use super::dto::DeviceClass;
use crate::access::gatehouse::Failure;
use crate::error::{AppError, FaultCode, Result};
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest};
use std::future::Ready;

/// The header by which a device says what it is.
pub(super) const HEADER: &str = "Device-Class";

/// The device of a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Device(pub(super) DeviceClass);

impl FromRequest for Device {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(class_of(request.headers()).map(Self).map_err(Failure))
    }
}

fn class_of(headers: &HeaderMap) -> Result<DeviceClass> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(said) = headers.get(HEADER) {
        let said = said.to_str().ok().and_then(|said| said.parse().ok());
        let allowed: Vec<&str> = DeviceClass::ALL.iter().map(|one| one.as_str()).collect();
        let allowed = allowed.join(", ");
        return said
            .ok_or_else(|| AppError::fault(format!("/header/{HEADER}"), FaultCode::NotOneOf { allowed }));
    }
    let name = text("User-Agent").unwrap_or_default().to_ascii_lowercase();
    let has = |part: &str| name.contains(part);
    // Tablets say "not mobile" in the hint, as PCs do, so that they are told by their name before.
    let tablet = has("ipad") || has("tablet") || (has("android") && !has("mobile"));
    Ok(match text("Sec-CH-UA-Mobile") {
        Some("?1") => DeviceClass::Phone,
        _ if tablet => DeviceClass::Tablet,
        None if has("mobile") || has("iphone") => DeviceClass::Phone,
        _ => DeviceClass::Pc,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_device_is_told_by_what_it_says_and_else_by_its_name() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Mobile/15E148";
        let ipad = "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605 Mobile/15E148";
        let android = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140 Mobile Safari/537";
        let slate = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140 Safari/537";
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140";
        let cases: [(&[(&str, &str)], DeviceClass); 10] = [
            (
                &[("Device-Class", "tablet"), ("User-Agent", iphone)],
                DeviceClass::Tablet,
            ),
            (
                &[("Sec-CH-UA-Mobile", "?1"), ("User-Agent", windows)],
                DeviceClass::Phone,
            ),
            (
                &[("Sec-CH-UA-Mobile", "?0"), ("User-Agent", windows)],
                DeviceClass::Pc,
            ),
            (
                &[("Sec-CH-UA-Mobile", "?0"), ("User-Agent", slate)],
                DeviceClass::Tablet,
            ),
            (&[("User-Agent", iphone)], DeviceClass::Phone),
            (&[("User-Agent", ipad)], DeviceClass::Tablet),
            (&[("User-Agent", android)], DeviceClass::Phone),
            (&[("User-Agent", slate)], DeviceClass::Tablet),
            (&[("User-Agent", windows)], DeviceClass::Pc),
            (&[], DeviceClass::Pc),
        ];
        for (headers, class) in cases {
            let request = headers.iter().fold(TestRequest::get(), |request, header| {
                request.insert_header(*header)
            });
            assert_eq!(
                class_of(request.to_http_request().headers()).ok(),
                Some(class),
                "{headers:?}"
            );
        }
        let wrong = TestRequest::get()
            .insert_header((HEADER, "watch"))
            .to_http_request();
        assert!(class_of(wrong.headers()).is_err());
    }
}
