//! Names from Vietnam, Japan, the Arabic countries, Israel, and a few more.

use super::Home;

pub(super) const HOMES: &[Home] = &[
    Home {
        lang: "vi",
        places: &[("VN", "Asia/Ho_Chi_Minh")],
        names: "\
Sông Hồng Media|Nguyễn Văn Đức|duc.songhong
Công ty TNHH Tiếp thị Số Hoa Sen|Trần Thị Mỹ Linh|linh.hoasen
Phở Digital|Lê Quốc Bảo|bao.pho
Ưu Đãi Mỗi Ngày|Phạm Thu Hương|huong.uudai
Đà Nẵng Ads|Hoàng Minh Tuấn|tuan.danang
Bùi Ngọc Ánh|Bùi Ngọc Ánh|anh.bui
Vịnh Hạ Long Traffic|Đặng Hữu Phước|phuoc.halong
Sài Gòn Leads|Võ Thị Kim Ngân|ngan.saigon
Tre Xanh|Đỗ Khánh Vy|vy.trexanh
So Sánh Giá|Ngô Gia Huy|huy.sosanh
Mekong Mobile|Dương Thanh Hà|ha.mekong
Cà Phê Sữa Đá|Lý Anh Khoa|khoa.caphe",
    },
    Home {
        lang: "ja",
        places: &[("JP", "Asia/Tokyo")],
        names: "\
株式会社さくらメディア|佐藤 健太|sato.sakura
合同会社ひかりマーケティング|鈴木 陽子|suzuki.hikari
比較ナビ|高橋 大輔|takahashi.hikaku
富士山デジタル|渡辺 さくら|watanabe.fuji
山本 一郎|山本 一郎|yamamoto.ichiro
東京アフィリエイト研究所|中村 美穂|nakamura.tokyo
お得クーポン|小林 翔|kobayashi.otoku
株式会社ミライ|加藤 真由美|kato.mirai
大阪クリック|吉田 拓也|yoshida.osaka
海風スタジオ|山田 花子|yamada.umikaze",
    },
    Home {
        lang: "ar",
        places: &[
            ("AE", "Asia/Dubai"),
            ("EG", "Africa/Cairo"),
            ("MA", "Africa/Casablanca"),
            ("JO", "Asia/Amman"),
        ],
        names: "\
شركة النخيل للتسويق الرقمي|أحمد المنصوري|ahmed.nakheel
الأهرام ميديا|فاطمة الزهراء حسن|fatima.ahram
صقر الخليج|خالد العتيبي|khaled.saqr
عروض اليوم|ليلى بن يوسف|layla.orood
الأطلس للإعلان|يوسف العلوي|youssef.atlas
قافلة|سارة الحداد|sara.qafila
واحة التطبيقات|عمر الخطيب|omar.waha
مقارن|نور الدين|nour.muqarin",
    },
    Home {
        lang: "he",
        places: &[("IL", "Asia/Jerusalem")],
        names: "\
גלים מדיה|נועה לוי|noa.galim
קליק טוב בע״מ|יוסי כהן|yossi.klik
השוואת מחירים|תמר מזרחי|tamar.mehirim
זית דיגיטל|איתן פרץ|eitan.zayit
מצפן שיווק|שירה אברהם|shira.matzpen
כוכב הצפון|דניאל ביטון|daniel.kochav",
    },
    Home {
        lang: "en",
        places: &[
            ("BR", "America/Sao_Paulo"),
            ("FR", "Europe/Paris"),
            ("IT", "Europe/Rome"),
            ("CZ", "Europe/Prague"),
            ("RO", "Europe/Bucharest"),
            ("PH", "Asia/Manila"),
            ("ID", "Asia/Jakarta"),
            ("GR", "Europe/Athens"),
        ],
        names: "\
Ipê Amarelo Mídia|João Conceição|joao.ipe
Açaí Performance|Beatriz Guimarães|beatriz.acai
L’Écureuil Malin|Benoît Lefèvre|benoit.ecureuil
Rivière & Fils|Zoé Rivière|zoe.riviere
Vento del Nord S.r.l.|Nicolò Ferrarì|nicolo.vento
Třeboň Média|Jiří Dvořák|jiri.trebon
Țara Clickurilor|Ștefan Țurcanu|stefan.tara
Bayani Digital|Maricel Santos|maricel.bayani
Garuda Iklan|Putri Wulandari|putri.garuda
Αιγαίο Ψηφιακή|Γιώργος Παπαδόπουλος|giorgos.aegean
Mañana Media|Isabela Cruz|isabela.manana
Praia Leads|Thiago Araújo|thiago.praia
Chiaroscuro Studio|Giulia Romano|giulia.chiaro
Žižkov Buyers|Tereza Šťastná|tereza.zizkov",
    },
];
