/// Runs model work in tasks and posts what comes of it; owned by the main loop.
///
/// In a lane, work of one generation runs one after the other and a newer generation cancels all
/// that is left of the older. Lanes do not wait for each other here; the model thread takes turns.
final class WorkQueue {
  private struct Lane {
    var generation = -1
    var tasks: [Task<Void, Never>] = []
  }

  private let service: any ModelService
  private let post: @Sendable (Event) -> Void
  private var lanes: [Work.Lane: Lane] = [:]

  init(_ service: any ModelService, post: @escaping @Sendable (Event) -> Void) {
    self.service = service
    self.post = post
  }

  /// Starts a piece of work, behind what its generation already runs.
  func start(_ work: Work) {
    if lanes[work.id.lane, default: Lane()].generation != work.id.generation {
      cancel(work.id.lane)
    }
    let before = lanes[work.id.lane, default: Lane()].tasks.last
    let (service, post) = (service, post)
    let task = Task {
      await before?.value
      guard !Task.isCancelled else { return }
      do {
        switch work.question {
        case .attributions(let requests):
          for try await result in service.explain(work.input, requests) {
            guard !Task.isCancelled else { return }
            post(.result(work.id, result))
          }
        case .heads(let request):
          for try await result in service.heads(work.input, request) {
            guard !Task.isCancelled else { return }
            post(.heads(work.id, result))
          }
        case .evaluation(let question):
          for try await answer in service.evaluate(question) {
            guard !Task.isCancelled else { return }
            post(.evaluation(work.id, answer))
          }
        case .trust(let explanations, let settings):
          let report = try await service.trust(work.input, explanations, settings)
          guard !Task.isCancelled else { return }
          post(.trust(work.id, report))
        case .counterfactuals(let wanted):
          let report = try await service.counterfactuals(work.input, wanted)
          guard !Task.isCancelled else { return }
          post(.counterfactuals(work.id, report))
        case .training(let files, let words):
          for try await answer in service.training(work.input, files, sharing: words) {
            guard !Task.isCancelled else { return }
            post(.training(work.id, answer))
          }
        case .rows(let inputs):
          for try await readings in service.read(inputs) {
            guard !Task.isCancelled else { return }
            post(.read(work.id, readings))
          }
        }
        guard !Task.isCancelled else { return }
        post(.finished(work.id))
      } catch is CancellationError {
        return
      } catch {
        if !Task.isCancelled { post(.failed(work.id, Dashboard.sentence(error))) }
      }
    }
    lanes[work.id.lane, default: Lane()].generation = work.id.generation
    lanes[work.id.lane, default: Lane()].tasks.append(task)
  }

  /// Cancels all work of a lane.
  func cancel(_ lane: Work.Lane) {
    for task in lanes[lane]?.tasks ?? [] { task.cancel() }
    lanes[lane] = nil
  }

  /// Cancels everything.
  func cancelAll() {
    for lane in lanes.keys { cancel(lane) }
  }
}
