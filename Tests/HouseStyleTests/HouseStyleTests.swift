// HouseStyleTests
