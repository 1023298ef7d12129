//! Alipay's operations that answer a documented sample, each called with the documented sample of a request.

use std::collections::BTreeMap;
use std::time::Duration;

use generated::alipay::{
    AppRole, AuthScene, Client, FileUpload, FileUploadExtra, MiniQrcodeMode, NeedAppAuth, PublicQrcodeInfo,
    PublicQrcodeScene, PublicQrcodeType, QrcodeSize, SceneCode, ShowLogo, TemplateValue,
};
use generated::runtime::{Retry, Upload};

use super::alipay::credentials;
use super::{Case, Mode, Outcome, prepare};
use crate::gateway::Gateway;

/// A user's access token, as the documentation has it.
const AUTH_TOKEN: &str = "20120823ac6ffaa4d2d84e7384bf983531473993";

/// The operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `alipay.open.auth.token.app.query`
    AppTokenState,
    /// `alipay.user.deloauth.detail.query`
    RevokedGrants,
    /// `alipay.user.info.share`
    UserInfo,
    /// `alipay.user.userinfo.share`
    UserProfile,
    /// `alipay.open.app.qrcode.create`
    Qrcode,
    /// `alipay.open.auth.app.aes.get`
    ReadAesKey,
    /// `alipay.open.auth.app.aes.set`
    SetAesKey,
    /// `alipay.open.auth.userauth.relationship.query`
    UserGrant,
    /// `alipay.open.invite.order.query`
    InviteOrder,
    /// `alipay.open.sp.isv.signauth.create`
    SignAuth,
    /// `alipay.open.sp.isv.signauth.query`
    SignAuthState,
    /// `alipay.open.public.qrcode.create`
    PublicQrcode,
    /// `alipay.open.mini.qrcode.bind`
    BindMiniQrcode,
    /// `alipay.open.mini.qrcode.query`
    MiniQrcodes,
    /// `alipay.open.mini.qrcode.unbind`
    UnbindMiniQrcode,
    /// `alipay.open.file.upload`
    UploadFile,
    /// `alipay.open.app.members.create`
    AddMember,
    /// `alipay.open.app.members.query`
    Members,
    /// `alipay.open.app.members.delete`
    RemoveMember,
    /// `alipay.open.app.mini.templatemessage.send`
    TemplateMessage,
}

use Operation as O;

/// All of them.
pub const OPERATIONS: [Operation; 20] = [
    O::AppTokenState,
    O::RevokedGrants,
    O::UserInfo,
    O::UserProfile,
    O::Qrcode,
    O::ReadAesKey,
    O::SetAesKey,
    O::UserGrant,
    O::InviteOrder,
    O::SignAuth,
    O::SignAuthState,
    O::PublicQrcode,
    O::BindMiniQrcode,
    O::MiniQrcodes,
    O::UnbindMiniQrcode,
    O::UploadFile,
    O::AddMember,
    O::Members,
    O::RemoveMember,
    O::TemplateMessage,
];

impl Operation {
    /// Whether it has a body of JSON, which is what content encryption is about.
    #[must_use]
    pub fn has_json_body(self) -> bool {
        matches!(
            self,
            O::RevokedGrants
                | O::Qrcode
                | O::SetAesKey
                | O::SignAuth
                | O::PublicQrcode
                | O::BindMiniQrcode
                | O::UnbindMiniQrcode
                | O::AddMember
                | O::TemplateMessage
        )
    }

    /// Calls it on behalf of the merchant of the samples, with everything that the documented request has.
    pub async fn call(self, client: &Client, gateway: &Gateway) -> Outcome {
        let merchant = gateway.alipay().app_auth_token;
        macro_rules! call {
            ($call:expr) => {
                Outcome::of($call.app_auth_token(merchant).send().await)
            };
        }
        match self {
            O::AppTokenState => call!(client.query_app_token(merchant)),
            O::RevokedGrants => call!(client.query_revoked_grants("20230102").offset(20).limit(1)),
            O::UserInfo => call!(client.get_user_info(AUTH_TOKEN)),
            O::UserProfile => call!(client.get_user_profile(AUTH_TOKEN)),
            O::Qrcode => {
                let page = "page/component/component-pages/view/view";
                let call = client.create_qrcode(page, "key1=value1&key2=value2", "二维码描述");
                call!(call.color("0x00BFFF").size(QrcodeSize::Small))
            }
            O::ReadAesKey => call!(client.get_merchant_aes_key("20191223601234564")),
            O::SetAesKey => call!(client.set_merchant_aes_key("20191223601234564")),
            O::UserGrant => {
                let scopes = vec!["auth_user".to_owned(), "auth_zhima".to_owned()];
                call!(client.query_user_grant(scopes).user_id("2088123443211234"))
            }
            O::InviteOrder => {
                let call = client.query_invite_order("2017110616474516400082883");
                call!(call.alipay_logon_id("fykevbdz6766@alitest.com"))
            }
            O::SignAuth => {
                let scene = AuthScene::new(SceneCode::PromotionManage, "SHOP_MANAGE_BASE");
                let call = client.create_sign_auth_order("13181141917", vec![scene]);
                call!(call.need_app_auth(NeedAppAuth::Needed).sign_order_no("20211015034000100000052128459671"))
            }
            O::SignAuthState => call!(client.query_sign_auth_order("20211102034000100000047728652040")),
            O::PublicQrcode => {
                let scene = PublicQrcodeScene::new().scene_id("1234");
                let info = PublicQrcodeInfo::new().goto_url("http://www.example.com").scene(scene);
                let call = client.create_public_qrcode(info).code_type(PublicQrcodeType::Temporary);
                call!(call.expire_second("1000").show_logo(ShowLogo::Hidden))
            }
            O::BindMiniQrcode => {
                let mode = MiniQrcodeMode::Prefix;
                let call = client.bind_mini_qrcode("https://www.yoursite.com/", mode, "pages/index/index");
                call!(call.route_pattern("http://yoursite.com/merchant/{0}/shop/{1}"))
            }
            O::MiniQrcodes => call!(client.query_mini_qrcodes(1, 10)),
            O::UnbindMiniQrcode => call!(client.unbind_mini_qrcode("78b59c5b6b2946448bc77e17e544b813")),
            O::UploadFile => {
                let extra = FileUploadExtra::new().extern_upload("youku").file_encrypt_type("NO_ENCRYPT");
                let data = FileUpload::new("content_creation").md5("9cff2d79bc81acf12abbaca7328a4dc5");
                let file = Upload::bytes(vec![0, 255, 10]).file_name("a.bin");
                call!(client.upload_file(data.extra_parameters(extra), file))
            }
            O::AddMember => call!(client.add_app_member("fykevbdz6766@alitest.com", AppRole::Developer)),
            O::Members => call!(client.query_app_members(AppRole::Developer)),
            O::RemoveMember => call!(client.remove_app_member(AppRole::Developer).user_id("2088102104794936")),
            O::TemplateMessage => {
                let data = BTreeMap::from([("keyword1".to_owned(), TemplateValue::new("12:00"))]);
                let call = client.send_template_message("MDI4YzIxMDE2", "page/component/index", data);
                call!(call.to_user_id("2088102104794936").form_id("2017010100000000580012345678"))
            }
        }
    }
}

/// A client of the gateway that makes every call once, whatever comes of it.
fn client(gateway: &Gateway, mode: Mode, timeout: Duration) -> Client {
    Client::builder()
        .base_url(gateway.url())
        .credentials(credentials(gateway, mode))
        .timeout(timeout)
        .largest_answer(64 << 10)
        .retry(Retry::never())
        .build()
        .expect("a client")
}

impl Case<Mode> {
    /// Runs the case with an operation; nothing where the operation has no content to encrypt.
    pub async fn run_sample(&self, operation: Operation) -> Option<Outcome> {
        if self.mode == Mode::Encrypted && !operation.has_json_body() {
            return None;
        }
        let gateway = Gateway::start().await;
        let client = client(&gateway, self.mode, self.timeout());
        prepare(&gateway, self.faults);
        Some(operation.call(&client, &gateway).await)
    }
}
