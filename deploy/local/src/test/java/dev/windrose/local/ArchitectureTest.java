package dev.windrose.local;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.windrose.local");

    @Test
    void arrowsGoOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("..local.cli..")
                .layer("bench")
                .definedBy("..local.bench..")
                .layer("demo")
                .definedBy("..local.demo..")
                .layer("up")
                .definedBy("..local.up..")
                .layer("postgres")
                .definedBy("..local.postgres..")
                .layer("process")
                .definedBy("..local.process..")
                .layer("api")
                .definedBy("..local.api..")
                .layer("state")
                .definedBy("..local.state..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("bench")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("demo")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("up")
                .mayOnlyBeAccessedByLayers("cli", "bench", "demo")
                .whereLayer("postgres")
                .mayOnlyBeAccessedByLayers("up")
                .whereLayer("process")
                .mayOnlyBeAccessedByLayers("cli", "bench", "demo", "up", "postgres")
                .whereLayer("state")
                .mayNotAccessAnyLayer()
                .check(CLASSES);
    }
}
