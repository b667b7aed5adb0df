import Testing

@testable import headscope

@Suite("The processor's description")
struct CPUDescriptionTests {
  @Test("Name and useful features of the first processor of an x86 machine")
  func x86() {
    let cpu = CPUDescription(
      cpuinfo: """
        processor\t: 0
        model name\t: AMD EPYC-Milan Processor
        flags\t\t: fpu sse4_2 fma avx avx2 f16c erms

        processor\t: 1
        model name\t: another
        flags\t\t: avx512f
        """)
    #expect(cpu.name == "AMD EPYC-Milan Processor")
    #expect(cpu.features == ["sse4_2", "avx", "avx2", "fma", "f16c"])
  }

  @Test("An ARM machine, and one that tells nothing")
  func others() {
    let arm = CPUDescription(cpuinfo: "processor\t: 0\nFeatures\t: fp asimd bf16\n")
    #expect(arm == CPUDescription(cpuinfo: "Features: bf16 asimd"))
    #expect(arm.features == ["asimd", "bf16"])
    #expect(CPUDescription(cpuinfo: "").name == "unknown")
  }
}
