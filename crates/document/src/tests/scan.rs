//! Numbers and dates as official Korean texts write them.

use kernel::Exact;

use crate::audit::{Likeness, Unit, Until, Value, numbers};

/// Each mention as `text = meaning`.
fn read(text: &str) -> Vec<String> {
    let point = |point: crate::audit::Point| {
        let part = |part: Option<String>| part.unwrap_or_else(|| "-".into());
        format!(
            "{}/{}/{}",
            part(point.year.map(|y| y.to_string())),
            part(point.month.map(|m| m.to_string())),
            part(point.day.map(|d| d.to_string()))
        )
    };
    let meant = |value: &Value| match value {
        Value::Amount(amount) => {
            let unit = amount.unit.as_ref().map(|unit| match unit {
                Unit::Money(_) => "원".to_owned(),
                other => other.word(),
            });
            format!("{}{}{}", amount.value, unit.unwrap_or_default(), if amount.about { " 약" } else { "" })
        }
        Value::Dates(dates) => match dates.until {
            Until::Same => point(dates.from),
            Until::Open => format!("{}~", point(dates.from)),
            Until::Point(until) => format!("{}~{}", point(dates.from), point(until)),
        },
        Value::Time(minutes) => format!("{}:{:02}", minutes / 60, minutes % 60),
        Value::Unit(unit) => format!("단위 {}", unit.word()),
        Value::Code(code) => format!("code {code}"),
    };
    numbers(text).iter().map(|mention| format!("{} = {}", &text[mention.range.clone()], meant(&mention.value))).collect()
}

#[test]
fn numbers_are_read_with_their_units() {
    let check = |text: &str, expected: &[&str]| assert_eq!(read(text), expected, "{text}");
    check("소요예산: 679백만원(민간위탁금)", &["679백만원 = 679000000원"]);
    check("총 1억 2천만원, 1억2,345만원", &["1억 2천만원 = 120000000원", "1억2,345만원 = 123450000원"]);
    check("12.34억원과 4억", &["12.34억원 = 1234000000원", "4억 = 400000000원"]);
    check("12,099 △4,774 -13 ▲1.9%", &["12,099 = 12099", "△4,774 = -4774", "-13 = -13", "▲1.9% = -1.9%"]);
    check("54/52명(정원/현원)", &["54 = 54", "52명 = 52명"]);
    check("2개소 3곳 4개", &["2개소 = 2개소", "3곳 = 3개소", "4개 = 4개"]);
    check("약 1,300명 · 1만 2천명", &["1,300명 = 1300명 약", "1만 2천명 = 12000명"]);
    check("1기획관 3담당관 10팀", &["1기획관 = 1기획관", "3담당관 = 3담당관", "10팀 = 10팀"]);
    check("금 일천이백만원정, 삼백만원", &["일천이백만원 = 12000000원", "삼백만원 = 3000000원"]);
    check("(단위 : 천원, %, ’21.3.31. 기준)", &["천원 = 단위 천원", "% = 단위 %", "’21.3.31. = 2021/3/31"]);
    check("１２，３４５명", &["１２，３４５명 = 12345명"]);
    check("1, 2등급 · 1,2차", &["1 = 1", "2등급 = 2등급", "1 = 1", "2차 = 2차"]);
    check("O2O(Online to Offline)", &[]);
    check("「조례」 제2조 · 제2차", &["2조 = 2조", "2차 = 2차"]);
    check("4조사를 3천안에 5만족", &["4조 = 4조", "3 = 3", "5 = 5"]);
    check("1,895*백만원, 54†명, 7*", &["1,895*백만원 = 1895000000원", "54†명 = 54명", "7 = 7"]);
    check("12,0999", &["12,0999 = 120999"]);
    check("1234567890123456789012", &["1234567890123456789012 = code 1234567890123456789012"]);
    check("－49개 공간", &["49개 = 49개"]);
}

#[test]
fn dates_and_windows_are_read_whole() {
    let check = |text: &str, expected: &[&str]| assert_eq!(read(text), expected, "{text}");
    check("’21. 3. 31. 기준, 2021. 3. 31.", &["’21. 3. 31. = 2021/3/31", "2021. 3. 31. = 2021/3/31"]);
    check("2021-03-31, 2021년 3월 31일", &["2021-03-31 = 2021/3/31", "2021년 3월 31일 = 2021/3/31"]);
    check("'21.3월 ‘21.10.", &["'21.3월 = 2021/3/-", "‘21.10. = 2021/10/-"]);
    check("3.31.(수) 서류심사(4.21.)", &["3.31.(수) = -/3/31", "4.21. = -/4/21"]);
    check("(5. 3.∼4.)", &["5. 3.∼4. = -/5/3~-/5/4"]);
    check("’21. 3. 5. ～ 3. 22.", &["’21. 3. 5. ～ 3. 22. = 2021/3/5~2021/3/22"]);
    check("’21. 4.~12. / ’21. 4.~ 6.", &["’21. 4.~12. = 2021/4/-~2021/12/-", "’21. 4.~ 6. = 2021/4/-~2021/6/-"]);
    check("2기(’20.~’24.)", &["2기 = 2기", "’20.~’24. = 2020/-/-~2024/-/-"]);
    check("’21. 1.~’23.12.", &["’21. 1.~’23.12. = 2021/1/-~2023/12/-"]);
    check("’21. 4.~", &["’21. 4.~ = 2021/4/-~"]);
    check("(1∼2월 발생)", &["1∼2월 = -/1/-~-/2/-"]);
    check("2021년 ’20년 2021 서울", &["2021년 = 2021/-/-", "’20년 = 2020/-/-", "2021 = 2021"]);
    check("10:00~12:00", &["10:00 = 10:00", "12:00 = 12:00"]);
    check("집행률 3.25 (3.25.)", &["3.25 = 3.25", "3.25. = -/3/25"]);
}

/// The likeness of the first number of each text.
fn likeness(one: &str, two: &str) -> Likeness {
    numbers(one)[0].value.likeness(&numbers(two)[0].value)
}

#[test]
fn a_number_is_the_same_in_another_unit_and_another_with_another_unit() {
    let check = |one: &str, two: &str, expected: Likeness| assert_eq!(likeness(one, two), expected, "{one} and {two}");
    check("1,234백만원", "12.34억원", Likeness::Same);
    check("1,234백만원", "1234백만원", Likeness::Same);
    check("1,234백만원", "1,234천원", Likeness::Different);
    check("1,234백만원", "1,234", Likeness::Different);
    check("12,099백만원", "121억원", Likeness::Rounded);
    check("12,099백만원", "120억원", Likeness::Different);
    check("1,312명", "약 1,300명", Likeness::Rounded);
    check("1,312명", "1,300명", Likeness::Different);
    check("△28.3%", "-28.3%", Likeness::Same);
    check("△28.3%", "28.3%", Likeness::Different);
    check("2개소", "2곳", Likeness::Same);
    check("54명", "54건", Likeness::Different);
    check("54", "54명", Likeness::Same);
    check("12.4", "12.4%", Likeness::Same);
    check("’21. 4. 21.", "4.21.(수)", Likeness::Same);
    check("’21. 4. 21.", "2021-04-21", Likeness::Same);
    check("’21. 4. 21.", "’22. 4. 21.", Likeness::Different);
    check("’21. 4.~12.", "’21. 4.~11.", Likeness::Different);
    check("4.5억원", "5억원", Likeness::Different);
}

/// The scanner takes whatever it is given, and its ranges are those of the text.
#[test]
fn any_text_is_read_without_harm() {
    use proptest::prelude::*;
    proptest!(|(text in "([0-9]{0,20}|[ ’'.,~()△%-]|[가-힣]|억|만|천|백|원|월|일|년|단위:|\\PC){0,24}")| {
        let mut past = 0;
        for mention in numbers(&text) {
            prop_assert!(mention.range.start >= past && text.get(mention.range.clone()).is_some_and(|said| !said.is_empty()));
            past = mention.range.end;
            if let Value::Amount(amount) = &mention.value {
                prop_assert!(amount.step > Exact::ZERO);
            }
        }
    });
}
