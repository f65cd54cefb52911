import Foundation

exit(Rolecall.run(commandLine: CommandLine.arguments, in: .process()))
