package dev.windrose.placement.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PriceCsvPropertyTest {
    private static final String HEADER = "cloud,region,zone,instance_type,accelerator,accelerator_count,gpu_mem_mib,"
            + "price_od_usd_h,price_spot_usd_h,price_scope,as_of,source\n";
    private static final List<List<String>> CELLS = List.of(
            List.of("aws", "gcp", "AWS", "", "my cloud"),
            List.of("us-east-1", "eu-west-1", "", "US East"),
            List.of("", "use1-az2", "a b"),
            List.of("p5.48xlarge", "g6f.large", "a3-highgpu-1g", "nope", ""),
            List.of("", "H100", "A100", "\u20ac"),
            List.of("", "8", "0", "1/8", "x"),
            List.of("", "81559", "-1"),
            List.of("55.04", "0", "", "NaN", "-3", "1e99", "$4", "0.2", "50"),
            List.of("", "20", "60", "0.1"),
            List.of("instance", "", "gpu", "box"),
            List.of("", "2026-07-20", "2026-08", "2030-01-01", "soon"),
            List.of("", "page", "\"quoted, page\"", "\"open"));

    static Stream<Long> seeds() {
        return IntStream.range(0, 60).mapToObj(seed -> 7_919L * seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void accountsForEveryRowAndOffersOnlyPositivePrices(long seed) {
        var random = new Random(seed);
        var rows = rows(random);

        var load = Offers.load("f.csv", HEADER + String.join("\n", rows));

        // LoadReport itself refuses counts that do not add up.
        assertThat(load.report().offers()).isEqualTo(load.book().size());
        assertThat(load.book().offers()).allMatch(offer -> offer.price().micros() > 0);
        assertThat(load.report().bad()).allMatch(finding -> finding.line() > 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theOrderOfRowsDoesNotMatter(long seed) {
        var random = new Random(seed);
        var rows = new ArrayList<>(rows(random));
        rows.removeIf(row -> row.contains("\""));
        var before = Offers.load("f.csv", HEADER + String.join("\n", rows)).book();

        Collections.shuffle(rows, random);

        assertThat(prices(Offers.load("f.csv", HEADER + String.join("\n", rows)).book()))
                .isEqualTo(prices(before));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverThrowsForWhatIsInAFile(long seed) {
        var random = new Random(seed);
        var noise = new byte[random.nextInt(4_000)];
        random.nextBytes(noise);
        var text = (HEADER + String.join("\n", rows(random))).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20; i++) {
            text[random.nextInt(text.length)] = (byte) random.nextInt(256);
        }

        assertThat(Offers.load("f.csv", noise).report()).isNotNull();
        assertThat(Offers.load("f.csv", text).report()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsBackWhatIsWrittenByTheRules(long seed) {
        var random = new Random(seed);
        var fields = IntStream.range(0, 1 + random.nextInt(8))
                .mapToObj(_ -> random.ints(random.nextInt(12), 0, 6)
                        .mapToObj(i -> String.valueOf("a,\"\n #".charAt(i)))
                        .collect(Collectors.joining()))
                .toList();
        var line = fields.stream()
                .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(","));

        assertThat(CsvReader.read(line)).containsExactly(new CsvRecord.Fields(1, fields));
    }

    private static List<String> rows(Random random) {
        return IntStream.range(0, 5 + random.nextInt(40))
                .mapToObj(_ -> CELLS.stream()
                        .map(options -> options.get(random.nextInt(random.nextInt(3) == 0 ? options.size() : 1)))
                        .collect(Collectors.joining(",")))
                .toList();
    }

    private static List<String> prices(OfferBook book) {
        return book.offers().stream()
                .map(offer -> offer.key() + " " + offer.price() + " " + offer.asOf())
                .toList();
    }
}
