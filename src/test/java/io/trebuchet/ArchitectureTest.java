package io.trebuchet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.trebuchet.storage.Machine;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.UserFiles;
import io.trebuchet.terminal.PlainStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Holds the arrows between the packages. */
@AnalyzeClasses(packages = "io.trebuchet", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("physics")
          .definedBy("io.trebuchet.physics..")
          .layer("data")
          .definedBy("io.trebuchet.data..")
          .layer("metrics")
          .definedBy("io.trebuchet.metrics..")
          .layer("control")
          .definedBy("io.trebuchet.control..")
          .layer("config")
          .definedBy("io.trebuchet.config..")
          .layer("storage")
          .definedBy("io.trebuchet.storage..")
          .layer("streams")
          .definedBy("io.trebuchet.streams..")
          .layer("trial")
          .definedBy("io.trebuchet.trial..")
          .layer("durable")
          .definedBy("io.trebuchet.durable..")
          .layer("actors")
          .definedBy("io.trebuchet.actors..")
          .layer("web")
          .definedBy("io.trebuchet.web..")
          .layer("dashboards")
          .definedBy("io.trebuchet.dashboards..")
          .layer("process")
          .definedBy("io.trebuchet.process..")
          .layer("stores")
          .definedBy("io.trebuchet.stores..")
          .layer("run")
          .definedBy("io.trebuchet.run..")
          .layer("terminal")
          .definedBy("io.trebuchet.terminal..")
          .layer("cli")
          .definedBy("io.trebuchet.cli..")
          .layer("bench")
          .definedBy("io.trebuchet.bench..")
          .whereLayer("physics")
          .mayOnlyAccessLayers("metrics")
          .whereLayer("metrics")
          .mayNotAccessAnyLayer()
          .whereLayer("data")
          .mayOnlyAccessLayers("physics")
          .whereLayer("control")
          .mayOnlyAccessLayers("metrics", "physics")
          .whereLayer("config")
          .mayOnlyAccessLayers("physics", "data", "control")
          .whereLayer("storage")
          .mayOnlyAccessLayers("metrics")
          .whereLayer("streams")
          .mayOnlyAccessLayers("metrics", "storage")
          .whereLayer("dashboards")
          .mayOnlyAccessLayers("metrics", "storage")
          .whereLayer("trial")
          .mayOnlyAccessLayers("physics", "data", "metrics", "control", "config", "storage")
          .whereLayer("durable")
          .mayOnlyAccessLayers("physics", "metrics", "control", "config", "storage", "trial")
          .whereLayer("actors")
          .mayOnlyAccessLayers(
              "physics", "data", "metrics", "control", "config", "storage", "streams", "trial",
              "durable")
          .whereLayer("web")
          .mayOnlyAccessLayers("actors", "storage", "metrics")
          .whereLayer("process")
          .mayOnlyAccessLayers("data", "storage")
          .whereLayer("stores")
          .mayOnlyAccessLayers("metrics", "config", "storage", "streams", "process")
          .whereLayer("terminal")
          .mayOnlyAccessLayers("metrics", "control", "storage", "streams", "run")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("terminal", "cli", "bench")
          .whereLayer("terminal")
          .mayOnlyBeAccessedByLayers("cli", "bench")
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("bench")
          .whereLayer("bench")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule PHYSICS_KNOWS_NO_METRICS =
      noClasses()
          .that()
          .resideInAPackage("io.trebuchet.physics..")
          .and()
          .resideOutsideOfPackage("io.trebuchet.physics.observe")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.trebuchet.metrics..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.trebuchet.(**)").should().beFreeOfCycles();

  private static final int LARGEST_KNOT = 5;

  /** Whoever reads one class of a knot must read them all. */
  @ArchTest
  static void fewClassesOfAPackageAreKnotted(JavaClasses classes) {
    assertThat(Knots.largerThan(LARGEST_KNOT, classes)).isEmpty();
  }

  /** A message is data, and asks for an answer by the address of whoever waits for it. */
  @ArchTest
  static void noMessageHoldsAFutureOrAMatrix(JavaClasses classes) {
    List<JavaField> components = Messages.components(classes);
    assertThat(components)
        .extracting(JavaField::getFullName)
        .contains(
            "io.trebuchet.actors.JournalWriter$Append.event",
            "io.trebuchet.actors.SweepSupervisor$SweepEnded.results",
            "io.trebuchet.control.Verdict$Halt.reason");
    assertThat(components)
        .filteredOn(
            component ->
                Messages.holds(component, CompletionStage.class, Future.class, INDArray.class))
        .extracting(JavaField::getFullName)
        .isEmpty();
  }

  @ArchTest
  static final ArchRule PEKKO_ONLY_AROUND_ACTORS =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.trebuchet.streams..",
              "io.trebuchet.actors..",
              "io.trebuchet.web..",
              "io.trebuchet.run..",
              "io.trebuchet.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.pekko..");

  @ArchTest
  static final ArchRule ND4J_ONLY_IN_PHYSICS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.trebuchet.physics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

  /** Files of a run come from anywhere: nothing reads them that could run what they say. */
  @ArchTest
  static final ArchRule FILES_ARE_NEVER_CODE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "javax.sql..", "javax.script..", "javax.tools..", "org.h2..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.io.ObjectInputStream.class);

  private static final Set<String> STREAMS =
      Set.of(
          FileInputStream.class.getName(),
          FileOutputStream.class.getName(),
          FileReader.class.getName(),
          FileWriter.class.getName(),
          RandomAccessFile.class.getName());

  private static final Set<String> OPENING =
      Set.of(
          "copy",
          "lines",
          "write",
          "writeString",
          "readString",
          "readAllBytes",
          "readAllLines",
          "newInputStream",
          "newOutputStream",
          "newByteChannel",
          "newBufferedReader",
          "newBufferedWriter",
          "createFile",
          "createDirectory",
          "createDirectories",
          "createTempFile",
          "createTempDirectory",
          "createLink",
          "createSymbolicLink");

  /** So that none is made with other rights, through a link, or read where it is no file. */
  @ArchTest
  static final ArchRule FILES_ARE_OPENED_IN_ONE_PLACE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.trebuchet.storage..",
              "io.trebuchet.streams..",
              "io.trebuchet.actors..",
              "io.trebuchet.web..",
              "io.trebuchet.dashboards..",
              "io.trebuchet.process..",
              "io.trebuchet.stores..",
              "io.trebuchet.run..",
              "io.trebuchet.terminal..",
              "io.trebuchet.cli..")
          .and()
          .doNotBelongToAnyOf(PrivateFiles.class, UserFiles.class)
          .and()
          // Files of the kernel, which have no size.
          .doNotBelongToAnyOf(Machine.class)
          .and()
          .doNotHaveSimpleName("SystemLocks")
          .and()
          .doNotHaveSimpleName("ProcessMemory")
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "opens or makes a file",
                  access -> {
                    String name = access.getTarget().getName();
                    JavaClass owner = access.getTargetOwner();
                    return (owner.isEquivalentTo(Files.class) && OPENING.contains(name))
                        || (owner.isEquivalentTo(FileChannel.class) && name.equals("open"))
                        || (owner.isEquivalentTo(File.class) && name.equals("createTempFile"))
                        || (access.getTarget() instanceof AccessTarget.ConstructorCallTarget made
                            && STREAMS.contains(owner.getName())
                            && made.getRawParameterTypes().stream()
                                .noneMatch(type -> type.isEquivalentTo(FileDescriptor.class)));
                  }));

  @ArchTest
  static final ArchRule ONLY_THE_COMMANDS_PRINT =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.trebuchet.cli..",
              "io.trebuchet.process..",
              "io.trebuchet.terminal..",
              "io.trebuchet.bench..")
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule FEW_DRAW_ON_THE_TERMINAL =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.trebuchet.terminal..")
          .and()
          .doNotHaveSimpleName("Trebuchet")
          .and()
          .doNotHaveSimpleName("TablePrinter")
          .and()
          .doNotHaveSimpleName("CountingLine")
          .and()
          .doNotHaveSimpleName("FetchProgress")
          .and()
          .doNotHaveSimpleName("ExportCommand")
          .should()
          .callMethod(PlainStream.class, "raw", PrintStream.class)
          .because("whatever of a text is not theirs, they escape themselves");

  /** Digits, commas and letters are those of everyone, whatever the machine's language. */
  @ArchTest
  static final ArchRule TEXT_HAS_NO_LOCALE =
      noClasses()
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "writes or reads text as the machine's locale has it",
                  access ->
                      access.getTarget() instanceof AccessTarget.CodeUnitCallTarget called
                          && LocaleForms.isLeftOut(called)))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.text.Format.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.Scanner.class);

  @ArchTest
  static final ArchRule PURE_PACKAGES_START_NO_THREAD =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.trebuchet.config..",
              "io.trebuchet.control..",
              "io.trebuchet.metrics..",
              "io.trebuchet.physics..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.concurrent.Executor.class);

  @ArchTest
  static final ArchRule NAMES_SAY_SOMETHING =
      noClasses()
          .that(DescribedPredicate.describe("are ours", (JavaClass c) -> !c.isAnonymousClass()))
          .should()
          .haveNameMatching(".*(Manager|Utils?|Helper|Impl)$");

  /** So that a name alone says which class is meant. */
  @ArchTest
  static void noTwoClassesShareAName(JavaClasses ours) {
    assertThat(
            ours.stream()
                .filter(c -> c.isTopLevelClass() && !c.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName)))
        .allSatisfy((name, classes) -> assertThat(classes).as(name).hasSize(1));
  }
}
