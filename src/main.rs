//! The command line.

#[actix_web::main]
async fn main() -> std::process::ExitCode {
    stegvis::cli::run().await
}
