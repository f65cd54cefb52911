import Foundation

exit(Rolecall.run(Array(CommandLine.arguments.dropFirst()), in: .process()))
