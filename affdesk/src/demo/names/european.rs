//! Names from Spain and Latin America, Germany, Poland, Turkey, Ukraine and further east.

use super::Home;

pub(super) const HOMES: &[Home] = &[
    Home {
        lang: "es",
        places: &[
            ("ES", "Europe/Madrid"),
            ("MX", "America/Mexico_City"),
            ("AR", "America/Argentina/Buenos_Aires"),
            ("CO", "America/Bogota"),
            ("CL", "America/Santiago"),
            ("PE", "America/Lima"),
        ],
        names: "\
Tráfico Ibérico S.L.|Lucía Fernández|lucia.trafico
Medios del Sur|Martín Echeverría|martin.mediosdelsur
Ñandú Digital|Sofía Peña|sofia.nandu
Comparadores Unidos|Álvaro Núñez|alvaro.comparadores
Agencia Relámpago|Valentina Rojas|valentina.relampago
Joaquín Gutiérrez|Joaquín Gutiérrez|joaquin.gutierrez
Publicidad y Crecimiento de Iberoamérica, Sociedad Limitada|María de los Ángeles Rodríguez-Villanueva|maria.crecimiento
Ofertas Claras|Diego Salas|diego.ofertas
Cóndor Performance|Camila Quispe|camila.condor
El Buen Clic|Raúl Ibáñez|raul.buenclic
Mareas Media|Elena Castro|elena.mareas
Rosario Leads|Gonzalo Pérez|gonzalo.rosario
Azteca Push|Ximena Ortiz|ximena.azteca
Finanzas para Todos|Andrés Molina|andres.finanzas
Sierra Nevada SEO|Inés Vargas|ines.sierra
Patagonia Apps|Bruno Díaz|bruno.patagonia
Cafetal Digital|Natalia Gómez|natalia.cafetal
La Tienda del Ahorro|Óscar Ruiz|oscar.ahorro
Lima Lead Factory|Rosa Huamán|rosa.lima
Bitácora Viajera|Paula Serrano|paula.bitacora
Pulpo Interactivo|Iván Blanco|ivan.pulpo
Horizonte Afiliados|Carmen Vidal|carmen.horizonte",
    },
    Home {
        lang: "de",
        places: &[("DE", "Europe/Berlin"), ("AT", "Europe/Vienna"), ("CH", "Europe/Zurich")],
        names: "\
Nordlicht Marketing GmbH|Jürgen Weiß|juergen.nordlicht
Sparfuchs Vergleichsportal|Annika Schröder|annika.sparfuchs
Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft|Maximilian Oberhuber|max.donau
Klickwerk|Felix Krämer|felix.klickwerk
Grüner Wald Medien|Katharina Groß|katharina.gruenerwald
Alpenblick Leads AG|Urs Bürgi|urs.alpenblick
Björn Köhler|Björn Köhler|bjoern.koehler
Tarifcheck Süd|Lena Hofmann|lena.tarif
Hafenkante Digital|Ole Petersen|ole.hafenkante
Münchner Performance Kontor|Sepp Huber|sepp.kontor
Finanzkompass|Sabine Vogt|sabine.finanz
Wiener Werbewerk|Stefan Novak|stefan.wien
Gutscheinkiste|Mira Özdemir|mira.gutschein
Rheinland Reichweite|Tobias Kühn|tobias.rheinland",
    },
    Home {
        lang: "pl",
        places: &[("PL", "Europe/Warsaw")],
        names: "\
Wisła Media|Agnieszka Zielińska|agnieszka.wisla
Żółty Słoń|Łukasz Wójcik|lukasz.slon
Krakowska Agencja Wydajności|Małgorzata Dąbrowska|malgorzata.krakow
Porównywarka Ubezpieczeń|Paweł Szymański|pawel.porownywarka
Bałtyk Leads sp. z o.o.|Zofia Kamińska|zofia.baltyk
Grzegorz Brzęczyszczykiewicz|Grzegorz Brzęczyszczykiewicz|grzegorz.brz
Tatry Interactive|Jakub Król|jakub.tatry
Łatwe Zakupy|Ewa Pawlak|ewa.latwe
Śnieżka Performance|Michał Nowicki|michal.sniezka
Pierogi i Kliknięcia|Ola Mazur|ola.pierogi
Górnik Traffic|Piotr Gajda|piotr.gornik
Dobra Oferta|Monika Lis|monika.dobra",
    },
    Home {
        lang: "tr",
        places: &[("TR", "Europe/Istanbul")],
        names: "\
Boğaziçi Medya|Ayşe Yılmaz|ayse.bogazici
Işık Dijital|İbrahim Şahin|ibrahim.isik
Güneş Reklam Ajansı|Çiğdem Öztürk|cigdem.gunes
Anadolu Performans|Mehmet Ali Kaya|mehmet.anadolu
Ege Trafik|Zeynep Aydın|zeynep.ege
Fırsat Avcısı|Emre Doğan|emre.firsat
Kapadokya Ortaklık|Elif Çelik|elif.kapadokya
Yıldız Uygulama|Burak Arslan|burak.yildiz
Lale Sosyal|Derya Koç|derya.lale
Karadeniz Mobil|Onur Güler|onur.karadeniz
Marmara Karşılaştırma|Selin Taş|selin.marmara
Hızlı Teklif|Kerem Uçar|kerem.hizli",
    },
    Home {
        lang: "ru",
        places: &[
            ("KZ", "Asia/Almaty"),
            ("AM", "Asia/Yerevan"),
            ("GE", "Asia/Tbilisi"),
            ("RS", "Europe/Belgrade"),
            ("CY", "Asia/Nicosia"),
        ],
        names: "\
Северный Трафик|Алексей Морозов|alexey.north
ООО «Быстрый клик»|Екатерина Соколова|ekaterina.bystryi
Медиа Парус|Дмитрий Волков|dmitry.parus
Иван Кузнецов|Иван Кузнецов|ivan.kuznetsov
Арбитраж и партнёры|Ольга Лебедева|olga.arbitrage
Алматы Лидс|Айгерим Сулейменова|aigerim.almaty
Финсовет|Павел Жуков|pavel.finsovet
Тёплый Ламповый Блог|Анна Ёлкина|anna.lamp
Ереван Перформанс|Арам Саркисян|aram.yerevan
Группа компаний «Достопримечательность и Партнёрский маркетинг»|Константин Преображенский|konstantin.group
Пуш Фабрика|Сергей Орлов|sergey.push
Купон Плюс|Марина Белова|marina.coupon
Тбилиси Медиа|Нино Гелашвили|nino.tbilisi
Щедрый Обзор|Юлия Щербакова|yulia.obzor
Мобильный Мир|Тимур Ахметов|timur.mobile
Река|Глеб Речкин|gleb.reka",
    },
    Home {
        lang: "uk",
        places: &[("UA", "Europe/Kyiv")],
        names: "\
Дніпро Медіа|Олександр Шевченко|oleksandr.dnipro
Соняшник Діджитал|Наталія Бондаренко|natalia.soniashnyk
Київські Ліди|Андрій Мельник|andriy.kyiv
Їжак Перформанс|Юлія Ткаченко|yulia.yizhak
Карпати Трафік|Василь Гуцуляк|vasyl.karpaty
Ґанок|Ганна Ґудзь|hanna.ganok
Порівняй і Вибери|Тарас Кравець|taras.porivniai
Львівська Кава Медіа|Софія Левицька|sofia.lviv
Одеський Клік|Богдан Чорний|bohdan.odesa
Червона Калина Маркетинг|Ірина Поліщук|iryna.kalyna
Зоряний Шлях|Максим Зоря|maksym.zoria
Добрий Вибір|Оксана Рудь|oksana.vybir",
    },
];
