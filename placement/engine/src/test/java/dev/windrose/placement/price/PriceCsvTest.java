package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static dev.windrose.placement.inventory.CapacityTier.RESERVED;
import static dev.windrose.placement.inventory.CapacityTier.SPOT;
import static dev.windrose.placement.price.Offers.load;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.Money;
import dev.windrose.placement.price.Finding.Kind;
import dev.windrose.placement.price.LoadReport.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceCsvTest {
    private static final String HEADER =
            "cloud,region,zone,instance_type,accelerator,accelerator_count,gpu_mem_mib,vcpus,memory_gib,"
                    + "price_od_usd_h,price_spot_usd_h,price_scope,as_of,source\n";
    private static final String SHORT = "cloud,region,instance_type,price_od_usd_h,price_spot_usd_h,as_of\n";

    @Test
    void makesOneOfferPerTier() {
        var load = load("f.csv", HEADER + "aws,us-east-1,,p5.48xlarge,,,,,,55.04,20.5,instance,2026-07-20,my page\n");

        assertThat(load.book().offers()).extracting(Offer::tier).containsExactly(ON_DEMAND, SPOT);
        var first = load.book().offers().getFirst();
        assertThat(first.price()).isEqualTo(Money.parse("55.04"));
        assertThat(first.accelerator()).isEqualTo(Offers.h100());
        assertThat(first.asOf()).isEqualTo(LocalDate.of(2026, 7, 20));
        assertThat(first.validUntil()).isEqualTo(LocalDate.of(2027, 7, 20));
        assertThat(first.source()).isEqualTo("my page");
        assertThat(load.report().summary()).isEqualTo("f.csv: 1 rows read, 2 offers from 1 rows");
    }

    @Test
    void findsColumnsByNameInAnyOrderAndCase() {
        var load = load("f.csv", "Price_OD_USD_h,note,Instance_Type,REGION,cloud\n3.06,x,p3.2xlarge,us-east-1,AWS\n");

        assertThat(load.book().offers()).singleElement().satisfies(offer -> {
            assertThat(offer.key()).hasToString("aws/us-east-1 p3.2xlarge ON_DEMAND");
            assertThat(offer.asOf()).isEqualTo(Offers.TODAY);
            assertThat(offer.source()).isEqualTo("f.csv");
        });
    }

    @Test
    void takesReservedPricesAndTheRowsOwnLastDay() {
        var load = load(
                "f.csv",
                "cloud,region,instance_type,price_reserved_usd_h,as_of,valid_until\n"
                        + "aws,us-east-1,p5.48xlarge,30,2026-07-20,2029-07-20\n");

        assertThat(load.book().offers()).singleElement().satisfies(offer -> {
            assertThat(offer.tier()).isEqualTo(RESERVED);
            assertThat(offer.validUntil()).isEqualTo(LocalDate.of(2029, 7, 20));
        });
    }

    @Test
    void takesTheFirstDayOfAMonthWithoutADay() {
        var load = load("f.csv", SHORT + "aws,us-east-1,p5.48xlarge,55.04,,2026-08\n");

        assertThat(load.book().oldest()).contains(LocalDate.of(2026, 8, 1));
    }

    @Test
    void writesTheInstanceTypeAsTheTableDoes() {
        var load = load("f.csv", SHORT + "azure,eastus,standard_nc24ads_a100_v4,3.673,,\n");

        assertThat(load.book().offers()).extracting(Offer::instanceType).containsExactly("Standard_NC24ads_A100_v4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "0.0", "-1.5", "NaN", "none", "N/A", "inf", "1e999999999", "1e-999999999", "700000", "0.01"
            })
    void treatsAPriceThatIsNoneAsUnknownNeverFree(String price) {
        var load = load("f.csv", SHORT + "aws,us-east-1,p5.48xlarge,%s,,\n".formatted(price));

        assertThat(load.book().isEmpty()).isTrue();
        assertThat(load.report().count(Outcome.WITHOUT_PRICE)).isEqualTo(1);
        assertThat(load.report().findings(Kind.UNKNOWN_PRICE)).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(2);
            assertThat(finding.column()).isEqualTo("price_od_usd_h");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0, zero means unknown",
        "-1.5, below zero",
        "NaN, no number",
        "0.01, beyond reason",
        "1e99, beyond reason"
    })
    void saysWhyAPriceIsUnknown(String price, String why) {
        var load = load("f.csv", SHORT + "aws,us-east-1,p5.48xlarge,%s,,\n".formatted(price));

        assertThat(load.report().findings().getFirst().message()).contains(why);
    }

    @Test
    void listsARowThatNamesNoPrice() {
        var load = load("f.csv", SHORT + "aws,us-east-1,p5.48xlarge,,,\n");

        assertThat(load.report().count(Outcome.WITHOUT_PRICE)).isEqualTo(1);
        assertThat(load.report().findings(Kind.UNKNOWN_PRICE)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"55.04,55.04", "55.04,56"})
    void ignoresASpotPriceThatIsNotBelowOnDemand(String onDemand, String spot) {
        var load = load("f.csv", SHORT + "aws,us-east-1,p5.48xlarge,%s,%s,\n".formatted(onDemand, spot));

        assertThat(load.book().offers()).extracting(Offer::tier).containsExactly(ON_DEMAND);
        assertThat(load.report().findings(Kind.SPOT_NOT_BELOW_ON_DEMAND))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.column()).isEqualTo("price_spot_usd_h");
                    assertThat(finding.message()).contains("55.04");
                });
    }

    @Test
    void boundsThePriceOfAShareByTheWholeDevice() {
        var load = load("f.csv", SHORT + "aws,us-east-1,g6f.large,0.202,,\naws,us-east-2,g6f.large,26,,\n");

        assertThat(load.book().offers()).extracting(Offer::region).containsExactly("us-east-1");
        assertThat(load.book().offers().getFirst().accelerator()).hasToString("1/8 x L4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aws,,p5.48xlarge,1,,|region",
                "aws,US East (Ohio),p5.48xlarge,1,,|region",
                ",us-east-1,p5.48xlarge,1,,|cloud",
                "aws,us-east-1,,1,,|instance_type",
                "aws,us-east-1,p5.48xlarge,$55.04,,|price_od_usd_h",
                "aws,us-east-1,p5.48xlarge,\"55,04\",,|price_od_usd_h",
                "aws,us-east-1,p5.48xlarge,55.04,cheap,|price_spot_usd_h",
                "aws,us-east-1,p5.48xlarge,55.04,,yesterday|as_of",
                "aws,us-east-1,p5.48xlarge,55.04,,2026-02-30|as_of",
                "aws,us-east-1,p5.48xlarge,55.04,,2026-11-02|as_of",
            })
    void namesLineColumnAndValueOfABadRowAndLoadsTheOthers(String row, String column) {
        var load = load("f.csv", SHORT + row + "\naws,us-west-2,p5.48xlarge,55.04,,\n");

        assertThat(load.book().offers()).extracting(Offer::region).containsExactly("us-west-2");
        assertThat(load.report().bad()).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(2);
            assertThat(finding.column()).isEqualTo(column);
            assertThat(finding.message()).startsWith("write ");
        });
        assertThat(load.report().count(Outcome.BAD)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws,us-east-1,p5.48xlarge,55,04,,",
                "aws,us-east-1",
                "\"aws,us-east-1,p5.48xlarge,1,,",
                "aws,us-east-1,\"p5\"x,1,,"
            })
    void losesOneRowToAWrongShape(String row) {
        var load = load("f.csv", SHORT + row + "\naws,us-west-2,p5.48xlarge,55.04,,\n");

        assertThat(load.book().size()).isEqualTo(1);
        assertThat(load.report().bad()).extracting(Finding::line).containsExactly(2);
    }

    @Test
    void losesOneRowToAnotherEncoding() {
        var latin = (SHORT + "aws,us-east-1,p\u00e9,1,,\naws,us-west-2,p5.48xlarge,55.04,,\n")
                .getBytes(StandardCharsets.ISO_8859_1);

        var load = load("f.csv", latin);

        assertThat(load.book().size()).isEqualTo(1);
        assertThat(load.report().bad())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("UTF-8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|empty",
                "cloud;region;instance_type;price_od_usd_h|commas",
                "cloud,instance_type,price_od_usd_h|region",
                "cloud,region,instance_type|price_od_usd_h",
                "cloud,region,region,instance_type,price_od_usd_h|twice",
                "region,instance_type,price_od_usd_h|which cloud",
                "\"cloud,region|first line",
            })
    void saysWhatIsWrongWithAFileItCannotUse(String text, String why) {
        var load = load("f.csv", text);

        assertThat(load.report().readable()).isFalse();
        assertThat(load.report().summary()).startsWith("f.csv: not loaded: ").contains(why);
        assertThat(load.book().isEmpty()).isTrue();
    }

    @Test
    void refusesUtf16() {
        assertThat(load("f.csv", HEADER.getBytes(StandardCharsets.UTF_16LE))
                        .report()
                        .summary())
                .contains("UTF-16");
    }

    @Test
    void takesAByteOrderMarkAndWindowsLineEnds() {
        var load = load("f.csv", "\uFEFF" + (SHORT + "aws,us-east-1,p5.48xlarge,55.04,,\n").replace("\n", "\r\n"));

        assertThat(load.report().summary()).isEqualTo("f.csv: 1 rows read, 1 offers from 1 rows");
    }

    @Test
    void listsATypeThatTheTableDoesNotKnow() {
        var load = load("f.csv", SHORT + "aws,us-east-1,p99.48xlarge,55.04,,\n");

        assertThat(load.book().isEmpty()).isTrue();
        assertThat(load.report().unmapped()).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(2);
            assertThat(finding.value()).isEqualTo("p99.48xlarge");
        });
    }

    @Test
    void believesARowThatSaysAllAboutAnUnknownType() {
        var load = load("f.csv", HEADER + "lambda,us-east-1,,gpu_8x_h100,NVIDIA H100,8,81559,,,23.92,,,,\n");

        assertThat(load.book().offers()).extracting(Offer::accelerator).containsExactly(Offers.h100());
    }

    @ParameterizedTest
    @ValueSource(strings = {"H100,8,", "H100,,81559", ",8,81559", "H100,8,0", "H100,8,80GB"})
    void guessesNothingThatARowLeavesOut(String accelerator) {
        var load = load("f.csv", HEADER + "lambda,us-east-1,,gpu_8x_h100,%s,,,23.92,,,,\n".formatted(accelerator));

        assertThat(load.report().count(Outcome.UNMAPPED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A100,8,", "H100,4,"})
    void listsARowThatContradictsTheTable(String accelerator) {
        var load = load("f.csv", HEADER + "aws,us-east-1,,p5.48xlarge,%s,,,55.04,,,,\n".formatted(accelerator));

        assertThat(load.report().unmapped())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("8 x H100"));
    }

    @Test
    void takesPartOfAnInstanceForNoOffer() {
        var load = load("f.csv", HEADER + "gcp,us-central1,,a2-highgpu-1g,,,,,,2.93,,gpu,,\n");

        assertThat(load.report().count(Outcome.NOT_WHOLE_INSTANCE)).isEqualTo(1);
        assertThat(load.book().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'50,,2026-07-01', '40,,2026-07-02', 40",
        "'50,,2026-07-01', '40,,2026-07-01', 50",
        "'40,,2026-07-01', '50,,2026-07-01', 50",
    })
    void keepsTheNewerThenTheDearerOfTwoRows(String one, String two, String holds) {
        var row = "aws,us-east-1,p5.48xlarge,%s\n";

        var load = load("f.csv", SHORT + row.formatted(one) + row.formatted(two));

        assertThat(load.book().offers()).extracting(Offer::price).containsExactly(Money.parse(holds));
        assertThat(load.report().count(Outcome.DUPLICATE)).isEqualTo(1);
        assertThat(load.report().findings(Kind.DUPLICATE)).hasSize(1);
    }

    @Test
    void saysWhenACloudIsNotKnownToSellATypeInThatWay() {
        var load = load("f.csv", SHORT + "gcp,us-central1,a3-highgpu-1g,11.06,6.3,\n");

        assertThat(load.book().size()).isEqualTo(2);
        assertThat(load.report().findings(Kind.NOT_SOLD)).hasSize(1);
    }

    @Test
    void shortensWhatItShowsOfAValue() {
        var load = load("f.csv", SHORT + "aws,us-east-1,p5.48xlarge,%s,,\n".formatted("9".repeat(5_000)));

        assertThat(load.report().bad().getFirst().value()).hasSizeLessThan(100);
    }
}
