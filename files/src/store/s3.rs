//! A bucket of an S3-compatible storage.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, RetryConfig};

use super::Error;

/// S3 takes no part smaller than 5 MiB but the last. A file of the default limit goes in one request, so that a
/// crash leaves no unfinished multipart upload; with a larger limit, the bucket wants a lifecycle rule for those.
pub(super) const PART_BYTES: usize = 5 * 1024 * 1024;

/// Where a bucket is, and how to sign in to it.
#[derive(Clone, Debug, Default)]
pub struct S3Options {
    /// The bucket's name.
    pub bucket: String,
    /// The region; most storages other than AWS take any, such as `us-east-1`. Empty: the environment's, or that one.
    pub region: String,
    /// The address of a storage other than AWS, such as `https://minio.example`.
    pub endpoint: Option<String>,
    /// The key to sign in with. Without it, the usual AWS environment variables or the machine's role count.
    pub credentials: Option<S3Credentials>,
    /// A folder in the bucket, so that several installations can share it.
    pub prefix: Option<String>,
    /// Whether an `http://` endpoint is accepted: for one on the same machine or a private network.
    pub allow_http: bool,
    /// Whether the bucket is addressed as a host name (`bucket.endpoint`) and not as a path.
    pub virtual_hosted: bool,
}

/// A key of an S3-compatible storage.
#[derive(Clone)]
pub struct S3Credentials {
    /// The public half.
    pub access_key_id: String,
    /// The secret half; never printed.
    pub secret_access_key: String,
}

impl fmt::Debug for S3Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

pub(super) fn connect(options: S3Options) -> Result<Arc<dyn ObjectStore>, Error> {
    let builder = match options.credentials {
        Some(key) => AmazonS3Builder::new()
            .with_access_key_id(key.access_key_id)
            .with_secret_access_key(key.secret_access_key),
        None => AmazonS3Builder::from_env(),
    };
    let mut builder = builder
        .with_bucket_name(options.bucket)
        .with_allow_http(options.allow_http)
        .with_virtual_hosted_style_request(options.virtual_hosted)
        // One plain DELETE is understood everywhere.
        .with_disable_bulk_delete(true)
        // A person waits at the other end.
        .with_retry(RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_secs(20),
            ..RetryConfig::default()
        });
    if !options.region.is_empty() {
        builder = builder.with_region(options.region);
    }
    if let Some(endpoint) = options.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    let bucket = builder.build()?;
    Ok(match options.prefix.map(ObjectPath::from).filter(|prefix| !prefix.as_ref().is_empty()) {
        Some(prefix) => Arc::new(PrefixStore::new(bucket, prefix)),
        None => Arc::new(bucket),
    })
}
