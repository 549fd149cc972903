//! How complaints are worded: everyday ones, those of a conflict, and letters that many copy.

use super::chance::Chance;
use super::grammar::{Common, Matter, Scene, Ways, wear};
use super::kinds::{KINDS, Kind};
use super::places::Place;
use super::topics::{CATEGORIES, Topic};

const EFFECT: &str = "아이들이 다칠까 걱정입니다|잠을 잘 수가 없습니다|스트레스가 이만저만이 아닙니다|정상적인 생활이 안 됩니다|어르신이 많은 동네입니다|{#}년째 이렇습니다|벌써 {#}번 신고했습니다|세금은 꼬박꼬박 냅니다|사고가 나야 움직이실 겁니까|이웃들도 모두 불편해합니다|임산부라 더 힘듭니다|참다 참다 글을 올립니다|다들 포기한 상태입니다|도대체 누구에게 말해야 합니까|나아지는 것이 없습니다|장사에도 지장이 큽니다|작년에도 같은 일이 있었습니다|전화로는 해결이 안 됩니다";
const WHEN: &str = "아침마다|밤마다|퇴근 시간이면|주말이면|출근길에|새벽에|저녁 {#}시쯤|낮에도|요즘|며칠 전부터|비 오는 날이면|어제도|오늘 아침에|{#}일 전부터|점심때면|등교 시간에|밤 {#}시가 넘으면";
const OPENING: &str = "안녕하세요|수고하십니다|{p}에 사는 [주민|시민|구민]입니다|{p} [거주자|주민|입주민]입니다|안녕하십니까 {p} 주민입니다|항상 수고 많으십니다|[두 아이를 키우는|{#}년째 사는|자영업을 하는|직장에 다니는] {p} [주민|시민]입니다|다름이 아니라";
const CLOSING: &str = "감사합니다|수고하세요|답변 기다리겠습니다|[꼭|반드시] [부탁드립니다|확인해 주세요]|빠른 회신 바랍니다|이상입니다|사진 첨부합니다|현장에 한 번만 와 보세요|읽어 주셔서 감사합니다";
const EVERYDAY_TITLE: &str = "{p} {n} {w}|{p} {n} {r} [요청|부탁드립니다|바랍니다|요망|좀 해주세요|]|{n} {r} [요청|요청드립니다|건의|부탁]|{n} 때문에 [힘듭니다|불편합니다|못 살겠습니다|미치겠어요]|[제발|] {n} [좀|] {r} [해주세요|부탁해요|바랍니다]|{p} {n}|{n이} {w}|{p} {n} [관련|문의|신고|민원|건]|{n} [신고합니다|관련 민원입니다|건의드립니다]|[또|매일|여전한] {n}|{n}, {r} [언제 되나요|왜 안 하나요|부탁드립니다]|{w} - {p} {n}|{t} {n}|{p} [쪽|일대|근처] {n} {r}|{d}|{p}, {n이} {w}";
const EVERYDAY: &str = "{p}에 {n이} {w}|{n이} {w}|{p} {n} [문제로|때문에] [글을 씁니다|민원 넣습니다|신고합니다]|{t} {p} [근처|앞|쪽] {n이} {w}|{p} [쪽|일대] {n을} [신고합니다|제보합니다|알려 드립니다]|{n} 건으로 [문의드립니다|연락드립니다|글 남깁니다]|{t} {n이} {w}|{w}. {p} {n} 이야기입니다|지난번에도 말씀드린 {n이} {w}";
const WISH: &str = "[빠른|조속한|신속한|] {r} [부탁드립니다|바랍니다|해 주세요|요청드립니다|좀 해주시기 바랍니다]|{r을} [부탁드립니다|해 주시길 바랍니다|요청합니다]|언제쯤 {r이} 되는지 [답변|회신] [바랍니다|주세요]|[구청에서|담당 부서에서|시에서] {r} [좀 해 주세요|꼭 해 주십시오]|{r}[만이라도|라도] [부탁드려요|해 주세요]|하루빨리 {r} [바랍니다|원합니다]";
const PROTEST_TITLE: &str = "{p} {n} [반대|결사반대|절대 반대|반대!]|{n} [반대합니다|반대해요|결사 반대|절대 안 됩니다]|{p} {n} {r} [요청|요구|촉구|해주십시오]|{p}에 {n이} [웬 말입니까|웬말|말이 됩니까|가당키나 합니까]|{n} {r} [바랍니다|요구합니다|촉구합니다]|주민 [동의|의견 수렴|설명] 없는 {n} [중단하라|철회하라|반대]|{p} 주민[은|들은] {n을} [반대합니다|원하지 않습니다|막겠습니다]|{d}|{n} {w}|{r을} [요구합니다|바랍니다]|왜 {p}[입니까|인가요]? {n} [반대|문제]|[구청장님|시장님|의원님] {n} [막아주세요|재검토해 주세요|꼭 봐 주세요]|우리 [동네를|아이들을|마을을] 지켜주세요|{p} [주민|학부모]입니다. {n} {r} 부탁드립니다|{n} 관련 [민원|질의|의견]|{n} [공청회|설명회] [열어|개최해] 주세요|{n}, [누구를 위한 것입니까|주민은 몰랐습니다|밀실행정입니다]|{e}. {n} {r}";
const PROTEST: &str = "{p}에 {n} 소식을 [들었습니다|뉴스로 알았습니다|이제야 들었습니다]|{n} [때문에|문제로] [글을 씁니다|민원 넣습니다|잠이 안 옵니다]|{n은} {w}|{p} 주민으로서 {n을} [반대합니다|받아들일 수 없습니다|두고 볼 수 없습니다]|{w}. {p} {n} 말입니다|[현수막을 보고|단톡방에서|이웃에게 듣고|공고문을 보고] {n을} [알았습니다|알게 됐습니다]|{n} 계획에 [반대합니다|강력히 항의합니다|이의를 제기합니다]|{p} 한복판에 {n}, 정말 기가 막힙니다";
const PROTEST_WRONG: &str = "절대 안 됩니다|결사반대합니다|받아들일 수 없습니다|주민을 무시하는 처사입니다|철회되어야 합니다|용납할 수 없습니다|말이 안 됩니다|누가 찬성합니까|밀실에서 정해졌습니다|너무 일방적입니다|해도 해도 너무합니다|끝까지 막겠습니다";
const PROTEST_ASK: &str =
    "철회|백지화|전면 재검토|중단|취소|즉각 중단|원점 재검토|[공청회|주민설명회|주민투표] [개최|실시]|대책 마련|회의록 공개|다른 대안 검토";
const QUESTION_WRONG: &str =
    "궁금합니다|문의드립니다|불편합니다|확인이 필요합니다|걱정됩니다|알고 싶습니다|아쉽습니다|어디에 물어야 합니까";
const QUESTION_ASK: &str = "안내|답변|확인|조치|개선|검토|자료 공개";
const QUESTION_DETAIL: &str = "홈페이지에 안내가 없습니다|전화 연결이 안 됩니다|{t} 특히 그렇습니다|기사를 보고 문의합니다|다른 구는 어떤지도 궁금합니다|담당 부서를 모르겠습니다|지난달에도 여쭈었습니다|아이 숙제 때문에 여쭙니다";

/// How much a category's everyday talk is about each thing that conflicts are made of.
const MENTION: f64 = 0.07;

/// An everyday topic: where it stands among its category's, and its words.
pub(super) struct Everyday {
    pub(super) weight: f64,
    pub(super) topic: Option<&'static Topic>,
    matter: Matter,
}

struct Manner {
    title: Ways,
    statement: Ways,
}

/// All grammars, read once.
pub(super) struct Speech {
    common: Common,
    opening: Ways,
    closing: Ways,
    wish: Ways,
    effect: Ways,
    detail: Ways,
    everyday: Manner,
    protest: Manner,
    /// Category by category.
    pub(super) topics: Vec<Vec<Everyday>>,
    kinds: Vec<Matter>,
}

/// Title and text of a complaint.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) text: String,
}

impl Speech {
    pub(super) fn read() -> Self {
        let topics = CATEGORIES.iter().map(|category| {
            let own = category.topics.iter().map(everyday);
            own.chain(KINDS.iter().filter(|kind| main_category(kind) == category.name).map(mention)).collect()
        });
        Self {
            common: Common { effect: Ways::read(EFFECT), when: Ways::read(WHEN) },
            opening: Ways::read(OPENING),
            closing: Ways::read(CLOSING),
            wish: Ways::read(WISH),
            effect: Ways::read("{e}"),
            detail: Ways::read("{d}"),
            everyday: Manner { title: Ways::read(EVERYDAY_TITLE), statement: Ways::read(EVERYDAY) },
            protest: Manner { title: Ways::read(PROTEST_TITLE), statement: Ways::read(PROTEST) },
            topics: topics.collect(),
            kinds: KINDS.iter().map(protest).collect(),
        }
    }

    /// Words of an everyday complaint.
    pub(super) fn everyday(&self, category: usize, topic: usize, place: &Place, chance: &mut Chance) -> Words {
        let everyday = self.topics.get(category).and_then(|topics| topics.get(topic)).expect("the topic was drawn from this list");
        let scene = Scene { matter: &everyday.matter, common: &self.common, place };
        let details = if chance.chance(0.2) { None } else { Some(chance.place(3)) };
        self.words(&scene, &self.everyday, details, chance)
    }

    /// Words of a complaint in a conflict.
    pub(super) fn protest(&self, kind: usize, place: &Place, chance: &mut Chance) -> Words {
        let scene = Scene { matter: self.kinds.get(kind).expect("the kind is one of the list"), common: &self.common, place };
        let details = if chance.chance(0.12) { None } else { Some(1 + chance.place(3)) };
        self.words(&scene, &self.protest, details, chance)
    }

    /// A letter about an everyday topic, to be copied: long, and as it was written.
    pub(super) fn letter(&self, category: usize, topic: usize, place: &Place, chance: &mut Chance) -> Words {
        let everyday = self.topics.get(category).and_then(|topics| topics.get(topic)).expect("the topic was drawn from this list");
        let scene = Scene { matter: &everyday.matter, common: &self.common, place };
        Words { title: self.title(&scene, &self.everyday, chance), text: self.text(&scene, &self.everyday, 4, chance) }
    }

    fn words(&self, scene: &Scene<'_>, manner: &Manner, details: Option<usize>, chance: &mut Chance) -> Words {
        let mut title = self.title(scene, manner, chance);
        wear(&mut title, chance);
        let mut text = details.map_or_else(String::new, |details| self.text(scene, manner, details, chance));
        if !text.is_empty() {
            wear(&mut text, chance);
        }
        Words { title, text }
    }

    fn title(&self, scene: &Scene<'_>, manner: &Manner, chance: &mut Chance) -> String {
        let mut title = String::new();
        manner.title.say(scene, chance, &mut title);
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn text(&self, scene: &Scene<'_>, manner: &Manner, details: usize, chance: &mut Chance) -> String {
        let mut middle = vec![&manner.statement];
        middle.extend(std::iter::repeat_n(&self.detail, details));
        if chance.chance(0.4) {
            middle.push(&self.effect);
        }
        if chance.chance(0.35) {
            chance.shuffle(&mut middle);
        }
        let opening = chance.chance(0.45).then_some(&self.opening);
        let wish = chance.chance(0.75).then_some(&self.wish);
        let closing = chance.chance(0.35).then_some(&self.closing);
        let gap = if chance.chance(0.06) { ".\n" } else { ". " };
        let mut text = String::new();
        let mut said: Vec<String> = Vec::new();
        for ways in opening.into_iter().chain(middle).chain(wish).chain(closing) {
            let mut sentence = String::new();
            ways.say(scene, chance, &mut sentence);
            let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
            // The same remark again, with another number or another hour, is no second remark.
            let end: String = sentence.chars().rev().filter(|letter| !letter.is_ascii_digit()).take(7).collect();
            if !said.contains(&end) {
                text.push_str(if text.is_empty() { "" } else { gap });
                text.push_str(&sentence);
                said.push(end);
            }
        }
        text.push('.');
        text
    }
}

/// The category that a kind's complaints are filed under most often.
fn main_category(kind: &Kind) -> &'static str {
    kind.categories.first().map_or("", |(name, _)| name)
}

fn everyday(topic: &'static Topic) -> Everyday {
    let matter = Matter {
        noun: Ways::read(topic.noun),
        wrong: Ways::read(topic.wrong),
        ask: Ways::read(topic.ask),
        detail: Ways::read(topic.detail),
    };
    Everyday { weight: topic.weight, topic: Some(topic), matter }
}

fn mention(kind: &Kind) -> Everyday {
    let matter = Matter {
        noun: Ways::read(kind.mention),
        wrong: Ways::read(QUESTION_WRONG),
        ask: Ways::read(QUESTION_ASK),
        detail: Ways::read(QUESTION_DETAIL),
    };
    Everyday { weight: MENTION, topic: None, matter }
}

fn protest(kind: &Kind) -> Matter {
    let noun = format!("[{}] [{}]|[{}]", kind.noun, kind.act, kind.noun);
    Matter { noun: Ways::read(&noun), wrong: Ways::read(PROTEST_WRONG), ask: Ways::read(PROTEST_ASK), detail: Ways::read(kind.reason) }
}
