package org.scr4j.acceptance;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The floors of ARCHITECTURE.md: a module knows only modules on lower floors. */
@AnalyzeClasses(packages = "org.scr4j", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

  @ArchTest
  static final ArchRule MODULES_KNOW_LOWER_FLOORS_ONLY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("kvtree")
          .definedBy("org.scr4j.kvtree..")
          .layer("config")
          .definedBy("org.scr4j.config..")
          .layer("cluster")
          .definedBy("org.scr4j.cluster..")
          .layer("redundancy")
          .definedBy("org.scr4j.redundancy..")
          .layer("dataset")
          .definedBy("org.scr4j.dataset..")
          .layer("job")
          .definedBy("org.scr4j.job..")
          .layer("library")
          .definedBy("org.scr4j.library..")
          .layer("cli")
          .definedBy("org.scr4j.cli..")
          .layer("pages")
          .definedBy("org.scr4j.pages..")
          .layer("examples")
          .definedBy("org.scr4j.examples..")
          .whereLayer("pages")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("pages")
          .whereLayer("examples")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("job")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("library")
          .mayOnlyBeAccessedByLayers("cli", "examples")
          .whereLayer("dataset")
          .mayOnlyBeAccessedByLayers("job", "library", "cli")
          .whereLayer("redundancy")
          .mayOnlyBeAccessedByLayers("dataset", "job", "library", "cli")
          .whereLayer("cluster")
          .mayOnlyBeAccessedByLayers("job", "cli")
          .whereLayer("kvtree")
          .mayOnlyBeAccessedByLayers(
              "config", "cluster", "redundancy", "dataset", "job", "library", "cli")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers(
              "cluster", "redundancy", "dataset", "job", "library", "cli", "pages");

  @ArchTest
  static final ArchRule MODULES_ARE_FREE_OF_CYCLES =
      slices().matching("org.scr4j.(*)..").should().beFreeOfCycles();
}
