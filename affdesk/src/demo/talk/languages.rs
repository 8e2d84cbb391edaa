//! Conversations in other languages than English.

use desk::tickets::TicketType::{General, Payments, Technical};

use super::Turn::{Them, ThemWith, Us};
use super::{Script, Subject};

const BASE: Script = Script::BASE;

pub(super) const SCRIPTS: &[Script] = &[
    Script {
        kind: Payments,
        lang: "es",
        titles: &["No he recibido el pago de este mes", "Pago pendiente: <amount>", "¿Cuándo se paga?"],
        openings: &[
            "Hola <manager>:\n\nEl pago de <amount> todavía no ha llegado a nuestra cuenta. ¿Podrías comprobar si salió el \
             <iso>? La factura <invoice> está aprobada.\n\nUn saludo,\n<me>",
            "Buenas, ¿sabéis algo del pago? Gracias.",
        ],
        turns: &[
            Us(
                "Hola <me>, ya lo he consultado con finanzas: salió ayer, referencia <tx>. Suele tardar 1 o 2 días.",
            ),
            Them("[¡Perfecto, ya está!|Recibido. ¡Muchas gracias!]"),
        ],
        ..BASE
    },
    Script {
        kind: General,
        lang: "es",
        titles: &["¿Se puede subir el límite diario de <offer>?", "Más volumen en <geo>"],
        openings: &[
            "Llegamos al límite de <offer> todos los días antes de las doce. ¿Podríamos subir a <cap> al día?",
        ],
        turns: &[
            Us("¡Hola! Hecho: <cap> al día a partir de mañana. A ver qué tal la calidad."),
            ThemWith("¡Genial! Así va desde entonces:", Subject::Line),
        ],
        subject: Some(Subject::Line),
        ..BASE
    },
    Script {
        kind: Technical,
        lang: "ru",
        titles: &[
            "Не приходят постбеки по офферу <offer>",
            "Постбек не срабатывает",
            "Расхождение статистики",
        ],
        openings: &[
            "Добрый день!\n\nС <iso> в трекер не приходят постбеки по офферу <offer>, хотя в статистике конверсии есть. \
             Адрес: <postback>\n\nПример клика: <click>. Проверьте, пожалуйста.",
            "Постбеки не приходят со вчерашнего вечера. У нас ничего не менялось.",
        ],
        turns: &[
            Us(
                "Здравствуйте, <me>! Ваш сервер отвечает кодом 403. Проверьте, пожалуйста, не закрыт ли доступ нашим \
                адресам.",
            ),
            Them("Да, это был наш файрвол, открыли. Можете отправить пропущенные ещё раз?"),
            Us("Отправили все <n>, ответы 200."),
            Them("[Всё пришло, спасибо!|Спасибо за оперативность!]"),
        ],
        subject: Some(Subject::Log),
        ..BASE
    },
    Script {
        kind: Payments,
        lang: "ru",
        titles: &["Смена реквизитов", "Можно ли получать выплаты раз в неделю?"],
        openings: &["Здравствуйте! Хотим перейти на выплаты через <method>. Что для этого нужно?"],
        turns: &[
            Us("Здравствуйте! Заполните новые реквизиты в настройках и подтвердите здесь, этого достаточно."),
            Them("Заполнили, подтверждаю."),
            Us("Готово, следующая выплата уже пойдёт по новым реквизитам."),
        ],
        ..BASE
    },
    Script {
        kind: Payments,
        lang: "uk",
        titles: &["Виплата за минулий місяць", "Коли буде виплата <amount>?"],
        openings: &["Вітаю! Виплата <amount> досі не надійшла. Підкажіть, будь ласка, коли її чекати?"],
        turns: &[
            Us("Вітаю, <me>! Переказ надіслано сьогодні, номер <tx>. Зазвичай це займає один-два дні."),
            Them("[Надійшло, дякую!|Дуже дякую, усе гаразд.]"),
        ],
        ..BASE
    },
    Script {
        kind: General,
        lang: "pl",
        titles: &["Kreacje po polsku do <offer>", "Czy mogę użyć własnej strony docelowej?"],
        openings: &["Cześć <manager>, czy macie banery po polsku do <offer>? Najlepiej 300×250 i 1080×1080."],
        turns: &[
            Us("Cześć! Tak, w załączniku wszystkie rozmiary. Proszę tylko nie zmieniać drobnego druku."),
            ThemWith("Dzięki! Czy taki nagłówek może być?", Subject::Banner),
            Us("Jak najbardziej, wygląda świetnie."),
        ],
        subject: Some(Subject::Banner),
        ..BASE
    },
    Script {
        kind: Technical,
        lang: "de",
        titles: &[
            "Postback kommt nicht an",
            "Umsatzsteuervoranmeldungszeitraumbezogene Leistungsabrechnungsdatenexportschnittstelle liefert keine Daten",
        ],
        openings: &[
            "Guten Tag,\n\nseit dem <iso> erhalten wir für <offer> keine Postbacks mehr, obwohl die Conversions bei Ihnen \
             sichtbar sind. Klick-ID als Beispiel: <click>.\n\nMit freundlichen Grüßen\n<me>",
        ],
        turns: &[
            Us(
                "Guten Tag, <me>, danke für die Meldung. Ihr Server antwortet seitdem mit einer Weiterleitung auf https. \
                Könnten Sie die Adresse im Panel anpassen?",
            ),
            Them("Stimmt, wir haben umgestellt. Angepasst, [läuft wieder.|vielen Dank!]"),
        ],
        subject: Some(Subject::Log),
        ..BASE
    },
    Script {
        kind: Payments,
        lang: "tr",
        titles: &["Ödeme henüz gelmedi", "<amount> tutarındaki ödeme hakkında"],
        openings: &[
            "Merhaba <manager>, <amount> tutarındaki ödeme hâlâ hesabımıza geçmedi. Kontrol edebilir misiniz?",
        ],
        turns: &[
            Us(
                "Merhaba <me>, ödeme bugün gönderildi, işlem numarası <tx>. Bir iki gün içinde hesabınızda olur.",
            ),
            Them("[Geldi, teşekkürler!|Çok teşekkür ederim.]"),
        ],
        ..BASE
    },
    Script {
        kind: General,
        lang: "vi",
        titles: &["Xin tăng giới hạn cho <offer>", "Hỏi về nguồn lưu lượng được phép"],
        openings: &[
            "Chào <manager>, bên mình chạy <offer> rất tốt. Có thể tăng giới hạn lên <cap> mỗi ngày được không?",
        ],
        turns: &[
            Us("Chào <me>, được nhé. Từ ngày mai giới hạn là <cap> mỗi ngày."),
            Them("[Cảm ơn rất nhiều!|Tuyệt vời, cảm ơn bạn.]"),
        ],
        subject: Some(Subject::Line),
        ..BASE
    },
    Script {
        kind: Technical,
        lang: "ja",
        titles: &["成果が計測されていません", "ポストバックURLの設定について"],
        openings: &[
            "お世話になっております。<company>の<me>です。\n\n<iso>以降、<offer>の成果が計測されていないようです。\
             クリックIDは <click> です。ご確認をお願いいたします。",
        ],
        turns: &[
            Us(
                "<me>様\n\nご連絡ありがとうございます。確認したところ、広告主側の設定に誤りがありました。本日修正され、\
                過去の成果もすべて反映済みです。",
            ),
            Them("確認できました。迅速なご対応、ありがとうございました。"),
        ],
        subject: Some(Subject::Table),
        ..BASE
    },
    Script {
        kind: Payments,
        lang: "ar",
        titles: &["لم تصل الدفعة بعد", "استفسار عن طريقة الدفع"],
        openings: &[
            "مرحباً <manager>،\n\nلم تصل الدفعة بقيمة <amount> حتى الآن. هل يمكنكم التحقق من ذلك؟ رقم الفاتورة <invoice>.\n\nشكراً لكم",
        ],
        turns: &[
            Us("أهلاً <me>، تم إرسال الدفعة اليوم ورقم العملية <tx>. تصل عادةً خلال يوم أو يومين."),
            Them("وصلت، شكراً جزيلاً!"),
        ],
        ..BASE
    },
    Script {
        kind: General,
        lang: "he",
        titles: &["באנרים חדשים עבור <offer>", "שאלה לגבי מגבלה יומית"],
        openings: &[
            "שלום <manager>, האם אפשר להעלות את המגבלה היומית של <offer> ל-<cap>? התוצאות טובות מאוד.",
        ],
        turns: &[Us("שלום <me>, בוצע. החל ממחר המגבלה היא <cap> ביום."), Them("תודה רבה!")],
        subject: Some(Subject::Bars),
        ..BASE
    },
];
