//! A client of our own doors, without a network between.

use super::cast::{PASSWORD, login_of};
use crate::access::gatehouse::{self, Directory};
use crate::access::{AppState, Role};
use crate::error::{AppError, Result};
use crate::routes;
use actix_web::http::{Method, header};
use actix_web::middleware::from_fn;
use actix_web::web::Bytes;
use actix_web::{App, test, web};
use futures::future::LocalBoxFuture;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

type Door = Box<dyn Fn(test::TestRequest) -> LocalBoxFuture<'static, (u16, Bytes)>>;

/// Sends requests as somebody of the cast.
pub(super) struct Client {
    door: Door,
    tokens: RefCell<HashMap<Role, String>>,
}

impl Client {
    pub(super) async fn new(state: &AppState) -> Self {
        let app = App::new()
            .app_data(web::Data::new(AppState::clone(state)))
            .app_data(web::Data::new(Directory::new(routes::BASE, routes::doors())))
            .service(
                web::scope(routes::BASE)
                    .wrap(from_fn(gatehouse::pass))
                    .configure(routes::configure),
            );
        let service = Rc::new(test::init_service(app).await);
        let door: Door = Box::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move {
                let answer = test::call_service(&*service, request.to_request()).await;
                let status = answer.status().as_u16();
                (status, test::read_body(answer).await)
            })
        });
        Self {
            door,
            tokens: RefCell::default(),
        }
    }

    /// Forgets all logins, since the clock has moved on and tokens are short.
    pub(super) fn forget(&self) {
        self.tokens.borrow_mut().clear();
    }

    async fn token(&self, role: Role) -> Result<String> {
        if let Some(token) = self.tokens.borrow().get(&role) {
            return Ok(token.clone());
        }
        let token = self.login(login_of(role)).await?;
        self.tokens.borrow_mut().insert(role, token.clone());
        Ok(token)
    }

    async fn login(&self, login: &str) -> Result<String> {
        let body = json!({"login": login, "password": PASSWORD, "device": "demonstration"});
        let request = test::TestRequest::post()
            .uri(&format!("{}/sessions", routes::BASE))
            .set_json(&body);
        let tokens = self.finish("/sessions", request).await?;
        Ok(text(&tokens, "accessToken"))
    }

    async fn finish(&self, path: &str, request: test::TestRequest) -> Result<Value> {
        let request = request.peer_addr(([127, 0, 0, 1], 1).into());
        let (status, body) = (self.door)(request).await;
        if !(200..300).contains(&status) {
            return Err(AppError::internal(format!(
                "the demonstration met {status} at {path}: {}",
                String::from_utf8_lossy(&body)
            )));
        }
        Ok(if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body)?
        })
    }

    async fn request(&self, role: Role, method: Method, path: &str) -> Result<test::TestRequest> {
        let token = self.token(role).await?;
        let request = test::TestRequest::with_uri(&format!("{}{path}", routes::BASE)).method(method);
        Ok(request.insert_header((header::AUTHORIZATION, format!("Bearer {token}"))))
    }

    pub(super) async fn get(&self, role: Role, path: &str) -> Result<Value> {
        let request = self.request(role, Method::GET, path).await?;
        self.finish(path, request).await
    }

    pub(super) async fn post(&self, role: Role, path: &str, body: Value) -> Result<Value> {
        let request = self.request(role, Method::POST, path).await?;
        self.finish(path, request.set_json(body)).await
    }

    /// Counts the opening of a procedure from a kind of device.
    pub(super) async fn open(&self, role: Role, procedure: &str, device: &str) -> Result<()> {
        let path = format!("/procedures/{procedure}/openings");
        let request = self.request(role, Method::POST, &path).await?;
        let request = request.insert_header(("device-class", device));
        self.finish(&path, request.set_json(json!({}))).await.map(|_| ())
    }

    /// As one of several who share a role.
    pub(super) async fn post_as(&self, login: &str, path: &str, body: Value) -> Result<Value> {
        let token = self.login(login).await?;
        let request = test::TestRequest::with_uri(&format!("{}{path}", routes::BASE)).method(Method::POST);
        let request = request.insert_header((header::AUTHORIZATION, format!("Bearer {token}")));
        self.finish(path, request.set_json(body)).await
    }

    /// A change of what is there, at whatever version it has.
    pub(super) async fn change(&self, role: Role, method: Method, path: &str, body: Value) -> Result<Value> {
        let request = self.request(role, method, path).await?;
        self.finish(
            path,
            request.insert_header((header::IF_MATCH, "*")).set_json(body),
        )
        .await
    }

    pub(super) async fn send_csv(&self, role: Role, path: &str, file: &'static str) -> Result<Value> {
        let request = self.request(role, Method::POST, path).await?;
        let request = request
            .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
            .set_payload(file);
        self.finish(path, request).await
    }
}

/// A text field of an answer.
pub(super) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
