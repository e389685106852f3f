package dev.windrose.hub;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Who may know whom inside the hub. */
class ArchitectureTest {
    private static final JavaClasses HUB = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.windrose.hub");

    @Test
    void onlyDatabaseAndLinkKnowMutinyAndHibernate() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..db..", "..link..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.smallrye.mutiny..", "org.hibernate..", "jakarta.persistence..")
                .check(HUB);
    }

    @Test
    void onlyStoresKnowSqlDrivers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..db..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "org.flywaydb..")
                .check(HUB);
    }

    @Test
    void onlyLoopsReadTheWallClock() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..loop..", "..link..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(HUB);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(HUB);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .check(HUB);
    }

    @Test
    void runtimesArePure() {
        noClasses()
                .that()
                .resideInAPackage("..runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..", "jakarta..", "io.vertx..", "io.micrometer..", "dev.windrose.hub.store..")
                .check(HUB);
    }

    @Test
    void storesKnowNothingOfTheirCallers() {
        noClasses()
                .that()
                .resideInAPackage("dev.windrose.hub.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.windrose.hub.fleet..",
                        "dev.windrose.hub.placement..",
                        "dev.windrose.hub.member..",
                        "dev.windrose.hub.price..")
                .check(HUB);
    }

    @Test
    void everyClassHasAPackageOfTheHub() {
        classes().should().resideInAPackage("dev.windrose.hub..").check(HUB);
    }
}
