# 两条命令:make demo 看演示,make test 跑测试。其余见 make help。
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
ROOMS := alerts briefings cases dashboards desk expectations flows ledger observations targets
BIN := $(VENV)/bin
PORT ?= 8050
SERVE ?= 1
FRESH ?= 0

# 遥测一律关闭,在任何进程导入之前。
export GX_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.PHONY: help install demo test coverage check bench bench-check screens campaign bundle proof sbom audit fresh lock docs clean

help: ## 本说明
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## 建 .venv(按哈希锁定的清单)

$(VENV)/.installed: requirements.lock pyproject.toml deploy/bootstrap.lock deploy/install.sh
	@bash deploy/install.sh $(PYTHON) $(VENV)
	@touch $@

demo: install ## 演示:建演示库、回放三年、打开看板(PORT=、SERVE=0、FRESH=1)
	@$(BIN)/cityplan demo --home var/demo $(if $(filter 1,$(FRESH)),--fresh) $(if $(filter 0,$(SERVE)),--no-serve) --port $(PORT)

test: install ## 全部测试(缺浏览器、字体、PostgreSQL 时以系统软件包补齐)
	@bash deploy/system.sh
	@$(BIN)/python -m compileall -q -j 2 $(ROOMS) tests -x '/test_[^/]*$$|dashboards/vendor' # 测试起的上百个进程不必各编译一遍
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python deploy/offline.py $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder # 各进程共用一份字节码

coverage: install ## 全部测试,并量各房间被测到多少
	@bash deploy/system.sh
	@$(BIN)/python deploy/offline.py $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

check: install ## 格式、类型、分层、数据文件、文档
	@bash deploy/check.sh $(BIN)

bench: install ## 实测速度,打印与参照之比(PARTS=只测几项、RESUME=1 接着测)
	@$(BIN)/python -m benchmarks $(PARTS) $(if $(filter 1,$(RESUME)),--resume)

bench-check: install ## 再测一遍,与 docs/performance 留下的比,变差的报错(PARTS=、RESUME=1)
	@$(BIN)/python -m benchmarks $(PARTS) $(if $(filter 1,$(RESUME)),--resume) --check

screens: install ## 每一页、每种状态在三种屏幕上的截图,各种文件逐页的图(var/screens)
	@$(BIN)/python -m deploy.screens
	@$(BIN)/python -m deploy.paper_screens

campaign: install ## 大规模有种子的故障与攻击演练(CAMPAIGN=名称、RESUME=1 接着做、SEED=)
	@bash deploy/system.sh
	@$(BIN)/python deploy/offline.py $(BIN)/python -m tests.campaigns $(CAMPAIGN) $(if $(SEED),--seed $(SEED)) $(if $(filter 1,$(RESUME)),--resume)

bundle: install ## 离线安装包:一个 tar,内有全部依赖、字体和安装脚本(var/bundle)
	@$(BIN)/python -m deploy.bundle.make

proof: install ## 在没有网络的环境里试装、升级、退回离线安装包,并跑演示(要 root)
	@$(BIN)/python -m deploy.bundle.prove

sbom: install ## 部件清单(CycloneDX 1.6)和许可清单(var/sbom)
	@$(BIN)/python -m deploy.sbom

audit: install ## 锁定的依赖有没有已知漏洞(要能连上漏洞库)
	@$(BIN)/python -m deploy.audit

fresh: install ## 不用锁定清单重新解析依赖,试起 Prefect 服务端
	@bash deploy/fresh.sh $(BIN)

docs: install ## 由数据重写文档中的规则表和指标手册
	@$(BIN)/python -m deploy.intake_doc
	@$(BIN)/python -m deploy.rules_doc
	@$(BIN)/python -m deploy.handbook

lock: install ## 重新解析并锁定依赖(带哈希,不含下载地址)
	@bash deploy/lock.sh $(BIN)

clean: ## 删除演示数据与缓存(不动 .venv)
	@rm -rf var/demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
