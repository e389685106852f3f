package dev.windrose.hub.price;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.api.PriceSourceSpec;
import dev.windrose.api.PriceSourceStatus;
import dev.windrose.hub.Given;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.price.SourceClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest {
    private static final String HEADER = "cloud,region,instance_type,price_od_usd_h,as_of,source\n";
    private static final String GOOD = "aws,us-east-1,g6.xlarge,0.8048,2026-02-01,test\n";
    private static final Instant WRITTEN = Given.NOW.minus(Duration.ofDays(2));

    @TempDir
    Path folder;

    @Test
    void theBuiltInBookIsReadOnce() {
        var first = loaded(SourceReader.read(builtIn(), null, Given.NOW));
        var second = loaded(SourceReader.read(builtIn(), first, Given.NOW));

        assertThat(first.book().size()).isGreaterThan(300);
        assertThat(second).isSameAs(first);
    }

    @Test
    void aFileIsReadAgainOnlyWhenItChanged() throws Exception {
        var file = write(GOOD, WRITTEN);
        var first = loaded(SourceReader.read(csv(file), null, Given.NOW));
        var same = loaded(SourceReader.read(csv(file), first, Given.NOW));
        write(GOOD + "aws,us-east-2,g6.xlarge,0.8148,2026-02-01,test\n", WRITTEN.plusSeconds(1));
        var changed = loaded(SourceReader.read(csv(file), first, Given.NOW));

        assertThat(first.book().size()).isEqualTo(1);
        assertThat(same).isSameAs(first);
        assertThat(changed.book().size()).isEqualTo(2);
    }

    @Test
    void aFileThatWentAwayKeepsItsLastGoodBookAndSaysSo() throws Exception {
        var file = write(GOOD, WRITTEN);
        var good = loaded(SourceReader.read(csv(file), null, Given.NOW));
        Files.delete(file);

        var gone = SourceReader.read(csv(file), good, Given.NOW);

        assertThat(gone.loaded()).isSameAs(good);
        assertThat(gone.failure()).contains(file.toString()).contains("does not exist");
    }

    @Test
    void anUnreadableHeaderKeepsTheLastGoodBookAndSaysWhatLacks() throws Exception {
        var good = loaded(SourceReader.read(csv(write(GOOD, WRITTEN)), null, Given.NOW));
        var file = folder.resolve("prices.csv");
        Files.writeString(file, "colour,shape\nred,round\n");
        Files.setLastModifiedTime(file, FileTime.from(WRITTEN.plusSeconds(5)));

        var bad = SourceReader.read(csv(file), good, Given.NOW);

        assertThat(bad.loaded()).isSameAs(good);
        assertThat(bad.failure()).contains("region");
    }

    @Test
    void aBadRowIsNamedWithItsLineAndTheOthersLoad() throws Exception {
        var file = write(GOOD + "aws,us-east-2,g6.xlarge,cheap,2026-02-01,test\n", WRITTEN);

        var read = SourceReader.read(csv(file), null, Given.NOW);

        assertThat(loaded(read).book().size()).isEqualTo(1);
        assertThat(loaded(read).badRows()).isEqualTo(1);
        assertThat(loaded(read).problems()).singleElement().asString().contains("line 3");
        assertThat(read.failure()).isEmpty();
    }

    @Test
    void aTypeThatNobodyKnowsIsCountedAndNotOffered() throws Exception {
        var file = write(GOOD + "aws,us-east-2,zz9.huge,1.50,2026-02-01,test\n", WRITTEN);

        var read = loaded(SourceReader.read(csv(file), null, Given.NOW));

        assertThat(read.unmapped()).isEqualTo(1);
        assertThat(read.book().size()).isEqualTo(1);
    }

    @Test
    void aCsvSourceWithoutPathSaysWhatIsMissing() {
        var read = SourceReader.read(PriceSourceSpec.book(PriceSourceSpec.Type.CSV, null, 0), null, Given.NOW);

        assertThat(read.loaded()).isNull();
        assertThat(read.failure()).contains("spec.path");
    }

    @Test
    void aFolderIsNoPriceFile() {
        var read = SourceReader.read(csv(folder), null, Given.NOW);

        assertThat(read.loaded()).isNull();
        assertThat(read.failure()).contains(folder.toString());
    }

    /** One such PriceSource would otherwise stop every pass over prices. */
    @Test
    void aPathThatIsNoneIsSaidAndNotThrown() {
        var read = SourceReader.read(PriceSourceSpec.book(PriceSourceSpec.Type.CSV, "a\0b.csv", 0), null, Given.NOW);

        assertThat(read.loaded()).isNull();
        assertThat(read.failure()).isNotEmpty();
    }

    @Test
    void statusKeepsItsTransitionTimeWhileItStandsAsItStood() throws Exception {
        var good = SourceReader.read(csv(write(GOOD, WRITTEN)), null, Given.NOW);
        var first = status(good, Json.parse("[]"), Given.NOW);
        var before = Json.tree(first).path("conditions");

        var later = status(good, before, Given.NOW.plusSeconds(600));
        var failed = status(
                SourceReader.read(csv(folder.resolve("no")), good.loaded(), Given.NOW),
                before,
                Given.NOW.plusSeconds(600));

        assertThat(later).isEqualTo(first);
        assertThat(Json.tree(first).at("/conditions/0/status").asText()).isEqualTo("True");
        assertThat(first.newest()).isEqualTo("2026-02-01");
        assertThat(Json.tree(failed).at("/conditions/0/status").asText()).isEqualTo("False");
        assertThat(Json.tree(failed).at("/conditions/0/lastTransitionTime").asText())
                .isEqualTo("2026-03-01T10:10:00Z");
        assertThat(failed.lastError()).contains("does not exist");
        assertThat(failed.offers()).isEqualTo(1);
    }

    @Test
    void whatPeopleStateIsTrustedAndWhatACatalogueListsIsNot() throws Exception {
        var stated = csv(write(GOOD, WRITTEN));
        var listed =
                new PriceSourceSpec(stated.type(), stated.path(), PriceSourceSpec.Trust.LISTED, 0, null, null, null);
        var catalogue = folder.resolve("aws-vms.csv");
        Files.writeString(
                catalogue,
                "InstanceType,AcceleratorName,AcceleratorCount,Region,AvailabilityZone,Price,SpotPrice\n"
                        + "g6.xlarge,L4,1.0,us-east-1,use1-az2,0.8048,0.3\n");

        assertThat(loaded(SourceReader.read(stated, null, Given.NOW)).kind()).isEqualTo(SourceClass.STATED);
        assertThat(loaded(SourceReader.read(listed, null, Given.NOW)).kind()).isEqualTo(SourceClass.CATALOGUE);
        assertThat(loaded(SourceReader.read(csv(catalogue), null, Given.NOW)).kind())
                .isEqualTo(SourceClass.CATALOGUE);
    }

    private static PriceSourceStatus status(SourceReader.Reading reading, JsonNode before, Instant now) {
        var spec = PriceSourceSpec.book(PriceSourceSpec.Type.CSV, "x", 0);
        return SourceStatuses.of(SourceView.of("p", spec, reading, now), List.of(), before, now);
    }

    private static SourceReader.Loaded loaded(SourceReader.Reading reading) {
        return requireNonNull(reading.loaded(), reading.failure());
    }

    private Path write(String rows, Instant modified) throws Exception {
        var file = folder.resolve("prices.csv");
        Files.writeString(file, HEADER + rows);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }

    private static PriceSourceSpec csv(Path file) {
        return PriceSourceSpec.book(PriceSourceSpec.Type.CSV, file.toString(), 0);
    }

    private static PriceSourceSpec builtIn() {
        return PriceSourceSpec.book(PriceSourceSpec.Type.BUILTIN, null, 0);
    }
}
