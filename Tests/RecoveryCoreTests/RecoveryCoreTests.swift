// RecoveryCoreTests
