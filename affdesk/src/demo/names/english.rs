//! Names of the English-speaking affiliates.

use super::Home;

pub(super) const HOMES: &[Home] = &[Home {
    lang: "en",
    places: &[
        ("GB", "Europe/London"),
        ("US", "America/New_York"),
        ("US", "America/Los_Angeles"),
        ("CA", "America/Toronto"),
        ("AU", "Australia/Sydney"),
        ("IE", "Europe/Dublin"),
        ("IN", "Asia/Kolkata"),
        ("NG", "Africa/Lagos"),
        ("ZA", "Africa/Johannesburg"),
        ("SG", "Asia/Singapore"),
        ("NL", "Europe/Amsterdam"),
        ("SE", "Europe/Stockholm"),
    ],
    names: "\
Harbourlight Media|Grace Whitfield|grace.harbourlight
Blue Heron Digital|Tom Ashdown|tom.blueheron
Clickwise|Priya Raman|priya.clickwise
Peak & Pine Performance Marketing|Oliver Brandt|oliver.peakpine
Adiola Networks|Adaeze Okonkwo|adaeze.adiola
Marlow Street Ventures|Hannah Marlow|hannah.marlow
Jack O’Rourke|Jack O’Rourke|jack.orourke
Tidal Traffic Co.|Ben Farraday|ben.tidal
Lumen Reviews|Chloé Anderson|chloe.lumen
North Shore Leads|Dylan McKay|dylan.northshore
The Very Long And Rather Descriptive Performance Marketing Company of Greater Manchester Limited|Montgomery Featherstonehaugh-Cholmondeley|monty.longname
Q|Quentin Ames|quentin.q
Sparrow Mail|Ines Duarte|ines.sparrow
Copperfield Affiliates|David Trotwood|david.copper
Rocketfern|Maya Iyer|maya.rocketfern
Saltmarsh Studio|Ewan Sinclair|ewan.saltmarsh
GreenLantern Deals|Arthur Pell|arthur.greenlantern
Kettle & Crane|Ruth Crane|ruth.kettle
Second Breakfast Blog|Rosie Underhill|rosie.second
Fieldnotes Finance|Samir Kapoor|samir.fieldnotes
Bytefarm|Femi Adeyemi|femi.bytefarm
Winter Garden Media Group|Astrid Holm|astrid.winter
Pixel Parade|Leo Vance|leo.pixelparade
Coupon Kite|Nadia Rahman|nadia.couponkite
Long Tail Labs|Greg Osei|greg.longtail
Amber Road Marketing|Julia Stone|julia.amber
Mikkel Sørensen|Mikkel Sørensen|mikkel.sorensen
ThriftyNest|Paula Green|paula.thrifty
Old Mill Interactive|Henry Mills|henry.oldmill
Redwood Push|Carlos Reed|carlos.redwood
Sunday Sports Tips|Dave Barker|dave.sundaysports
Cape Traffic|Thandi Nkosi|thandi.cape
Orchard Apps|Wei Ling Tan|weiling.orchard
Laneway Social|Zoe Carter|zoe.laneway
Monsoon Media Pvt Ltd|Arjun Mehta|arjun.monsoon
BetterBroadband Compare|Lucy Frame|lucy.betterbb
Tulip Performance B.V.|Sanne de Vries|sanne.tulip
Fjord Partners AB|Lars Bergqvist|lars.fjord
Night Owl Buyers|Jordan Blake|jordan.nightowl
Silk Thread Influencers|Amara Singh|amara.silk
Quiet River Content|Isla Murray|isla.quiet
Hawksmoor Search|Edmund Hawks|edmund.hawksmoor
DealDiver|Kofi Mensah|kofi.dealdiver
Papercut Newsletters|Alice Wren|alice.papercut
Beacon Hill Leads|Frank Doyle|frank.beacon
Prairie Media|Emily Larsen|emily.prairie
Cobalt Clicks|Victor Hale|victor.cobalt
Kangaroo Points|Mia Thompson|mia.kangaroo
Evergreen Niche Sites|Noah Patel|noah.evergreen
Brightside Loans Guide|Karen Holt|karen.brightside
Twelve Monkeys Media|Theo King|theo.twelve
Atlas Mobile|Sara Lindgren|sara.atlas
Foxglove Beauty|Bella Hart|bella.foxglove
Stonebridge Digital Partners|Peter Stone|peter.stonebridge
Zed Ads|Zed Malik|zed.zedads
Gold Coast Growth|Liam Fraser|liam.goldcoast
Tradewinds Crypto|Anita Desai|anita.tradewinds
HomeSolar Facts|Bill Porter|bill.homesolar
Pennywise Parents|Laura Finch|laura.pennywise
Lagos Leads Ltd|Chinedu Eze|chinedu.lagosleads",
}];
