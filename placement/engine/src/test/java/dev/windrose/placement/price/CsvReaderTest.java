package dev.windrose.placement.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
    @Test
    void takesQuotedFieldsApart() {
        assertThat(read("a,\"b,\"\"c\"\"\",d\n")).containsExactly(fields(1, "a", "b,\"c\"", "d"));
    }

    @Test
    void keepsLineBreaksInsideQuotesAndCountsThem() {
        assertThat(read("\"a\nb\",c\nd,e\n")).containsExactly(fields(1, "a\nb", "c"), fields(3, "d", "e"));
    }

    @Test
    void takesEveryLineEnd() {
        assertThat(read("a,b\r\nc,d\re,f\n"))
                .containsExactly(fields(1, "a", "b"), fields(2, "c", "d"), fields(3, "e", "f"));
    }

    @Test
    void dropsTheByteOrderMark() {
        assertThat(read("\uFEFFa,b")).containsExactly(fields(1, "a", "b"));
    }

    @Test
    void keepsEmptyFieldsAtTheEnd() {
        assertThat(read("a,,\n\"b\",,\n")).containsExactly(fields(1, "a", "", ""), fields(2, "b", "", ""));
    }

    @Test
    void skipsBlankLinesAndComments() {
        assertThat(read("# facts\n\na\n  \nb\n")).containsExactly(fields(3, "a"), fields(5, "b"));
    }

    @Test
    void losesOneRecordToAForgottenQuote() {
        var records = read("a,\"b\nc,d\ne,f\n");

        assertThat(records.getFirst()).isInstanceOf(CsvRecord.Broken.class);
        assertThat(records.subList(1, 3)).containsExactly(fields(2, "c", "d"), fields(3, "e", "f"));
    }

    @Test
    void refusesAQuoteInsideAPlainField() {
        assertThat(read("\"x\",b\"c\nd,e\n"))
                .satisfiesExactly(
                        record -> assertThat(record).isInstanceOf(CsvRecord.Broken.class),
                        record -> assertThat(record).isEqualTo(fields(2, "d", "e")));
    }

    @Test
    void refusesTextAfterAClosingQuote() {
        assertThat(read("\"x\"y,b\n")).singleElement().isInstanceOf(CsvRecord.Broken.class);
    }

    @Test
    void refusesALineBeyondTheLimitAndGoesOn() {
        var records = read("x".repeat(CsvReader.LONGEST + 1) + "\na,b\n");

        assertThat(records.getFirst()).isInstanceOfSatisfying(CsvRecord.Broken.class, broken -> {
            assertThat(broken.excerpt()).hasSizeLessThan(100);
            assertThat(broken.why()).contains("longer than");
        });
        assertThat(records.getLast()).isEqualTo(fields(2, "a", "b"));
    }

    private static List<CsvRecord> read(String text) {
        return CsvReader.read(CsvReader.decode(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static CsvRecord fields(int line, String... values) {
        return new CsvRecord.Fields(line, List.of(values));
    }
}
