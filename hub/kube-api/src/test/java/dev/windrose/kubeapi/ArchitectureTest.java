package dev.windrose.kubeapi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which way the arrows go inside the API core, and whom it must not know. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.windrose.kubeapi");

    @Test
    void knowsNoFrameworkAndNoDatabase() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..", "jakarta..", "io.smallrye..", "io.fabric8..", "java.sql..", "org.hibernate..")
                .check(CLASSES);
    }

    @Test
    void schemaAndApplyArePureTreesInTreesOut() {
        noClasses()
                .that()
                .resideInAnyPackage("..schema..", "..apply..", "..patch..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "java.util.concurrent..", "..store..", "..service..", "..http..")
                .check(CLASSES);
    }

    @Test
    void onlyTheHttpFaceAndWhoCallsKnowVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..http..", "..access..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.windrose.kubeapi.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
