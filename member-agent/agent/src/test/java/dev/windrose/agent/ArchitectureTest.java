package dev.windrose.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The agent's parts: what applies and observes knows neither the link's transport nor the container it runs in. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.windrose.agent");

    @Test
    void applyingStateInventoryAndStatusKnowNoQuarkusAndNoMessaging() {
        noClasses()
                .that()
                .resideInAnyPackage("..apply..", "..state..", "..inventory..", "..status..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "org.eclipse.microprofile..")
                .check(CLASSES);
    }

    @Test
    void nothingOfTheHubIsKnownHere() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.windrose.hub..", "dev.windrose.api..", "dev.windrose.kubeapi..")
                .check(CLASSES);
    }
}
