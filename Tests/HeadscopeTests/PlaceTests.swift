import Testing
@testable import headscope
